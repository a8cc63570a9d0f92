import { timeAgo } from "../output/time-ago.ts";
import { addedWords, isUnfinished, type LoadRecord } from "./load-record.ts";

/** Says what a journal is of and how far that is: `insert Account, 3 h ago, 20,000 rows in 2 batches, job 750… is open`. */
export function describeRecord(record: LoadRecord, isVerbose: boolean): string {
  const { begun, at, openJob, jobs } = record;
  const spec = begun?.spec;
  const job = openJob ?? jobs.at(-1);
  return [
    `${spec?.operation ?? ""} ${spec?.object ?? ""}`,
    timeAgo(at ?? "", isVerbose),
    addedWords(record),
    ...(job === undefined ? [] : [`job ${job}${openJob === undefined ? "" : " was not closed"}`]),
    isUnfinished(record) ? "unfinished" : "ended",
  ].join(", ");
}
