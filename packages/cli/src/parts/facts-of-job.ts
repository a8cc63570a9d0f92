import type { AnyJobInfo } from "@sfbulk/node";
import { count, formatNumber } from "../output/count.ts";
import { timeAgo } from "../output/time-ago.ts";
import { visible } from "../output/visible.ts";

/** Writes what a job is and how much is in it: `insert Account, 3 h ago, 2 batches, 1,204 rows, 3 failed`. */
export function factsOfJob(job: AnyJobInfo, isVerbose: boolean): string {
  const { numberRecordsProcessed: rows, object } = job;
  const failed = "numberRecordsFailed" in job ? job.numberRecordsFailed : 0;
  return [
    visible(object === null ? job.operation : `${job.operation} ${object}`),
    timeAgo(job.createdDate, isVerbose),
    // A job of Bulk API 2.0 has no batches of its own.
    ...("numberBatchesTotal" in job ? [count(job.numberBatchesTotal, "batch", "batches")] : []),
    ...(rows === 0 ? [] : [count(rows, "row")]),
    ...(failed === 0 ? [] : [`${formatNumber(failed)} failed`]),
  ].join(", ");
}
