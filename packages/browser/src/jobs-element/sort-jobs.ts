import type { AnyJobInfo, ListedJob } from "@sfbulk/core";

/** What jobs are sorted by. */
export type SortKey = "id" | "api" | "state" | "object" | "operation" | "age" | "owner" | "batches" | "rows" | "failed";

/** A column and its direction. */
export interface JobSort {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** Writes which API a job is of; nothing where the list does not say. */
export const apiOf = ({ jobType }: Pick<ListedJob, "jobType">): "1.0" | "2.0" | "" =>
  jobType === undefined ? "" : jobType === "Classic" ? "1.0" : "2.0";

/** Counts what of a job was processed and failed, as far as its API counts it. */
export const countsOf: Readonly<Record<"batches" | "rows" | "failed", (info: AnyJobInfo) => number>> = {
  batches: (info) => ("numberBatchesTotal" in info ? info.numberBatchesTotal : 0),
  rows: ({ numberRecordsProcessed }) => numberRecordsProcessed,
  failed: (info) => ("numberRecordsFailed" in info ? info.numberRecordsFailed : 0),
};

/** A batch that failed whole is more than any number of rows, and none of its rows is counted. */
const failedOf = (info: AnyJobInfo): number =>
  countsOf.failed(info) + ("numberBatchesFailed" in info ? info.numberBatchesFailed * 1e9 : 0);

const textOf: Partial<Record<SortKey, (job: ListedJob) => string>> = {
  id: ({ id }) => id,
  api: apiOf,
  state: ({ state }) => state,
  object: ({ object }) => object ?? "",
  operation: ({ operation }) => operation,
  owner: ({ createdById }) => createdById ?? "",
};

/** Puts the newest first. */
export const newestFirst = (jobs: readonly ListedJob[]): ListedJob[] =>
  jobs.toSorted((one, other) => compare(other.createdDate, one.createdDate) || compare(other.id, one.id));

/** Sorts jobs of which the newest come first. Those whose counts are not known yet come last. */
export function sortJobs(
  jobs: readonly ListedJob[],
  { key, descending }: JobSort,
  infos: ReadonlyMap<string, AnyJobInfo>,
): readonly ListedJob[] {
  if (key === "age") return descending ? jobs.toReversed() : jobs;
  const sign = descending ? -1 : 1;
  const text = textOf[key];
  if (text !== undefined) return jobs.toSorted((one, other) => sign * compare(text(one), text(other)));
  const count = key === "failed" ? failedOf : countsOf[key as keyof typeof countsOf];
  const value = ({ id }: ListedJob): number => {
    const info = infos.get(id);
    return info === undefined ? sign * Number.MAX_SAFE_INTEGER : count(info);
  };
  return jobs.toSorted((one, other) => sign * (value(one) - value(other)));
}

/** One comparer for all: `localeCompare` makes one for each pair. */
const { compare } = new Intl.Collator("en");
