import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";

/** How far a job is, in numbers fit for a progress bar. */
export interface JobProgress {
  /** The job as it was read. */
  readonly job: JobInfo;
  /** All its batches, the last time: the job is finished. */
  readonly batches: readonly BatchInfo[] | undefined;
  /** Batches that are added so far. */
  readonly batchesTotal: number;
  /** Batches that are processed, have failed, or will not be processed. */
  readonly batchesDone: number;
  /** Rows that are processed, the failed ones included. Rows of batches that are under way may be in it. */
  readonly rowsProcessed: number;
  /** Rows that were refused. */
  readonly rowsFailed: number;
  /** Rows processed a second since the watching began; `undefined` until it can be told. */
  readonly rowsPerSecond: number | undefined;
  /** Milliseconds that the batches which are there will take, at the pace so far; `undefined` until it can be told. */
  readonly millisecondsLeft: number | undefined;
  /** API calls so far, those that got no answer included. */
  readonly apiCalls: number;
}

/** Counts calls, and measures against the first reading. */
export interface ProgressMeter {
  readonly count: () => void;
  readonly measure: (job: JobInfo, batches: readonly BatchInfo[] | undefined) => JobProgress;
}

/** Makes a meter. It knows no pace before something has changed under its eyes. */
export function progressMeter(now: () => number = Date.now): ProgressMeter {
  let apiCalls = 0;
  let first: { readonly time: number; readonly rows: number; readonly done: number } | undefined;
  return {
    count: () => void apiCalls++,
    measure: (job, batches) => {
      const waiting = job.numberBatchesQueued + job.numberBatchesInProgress;
      const batchesTotal = batches?.length ?? job.numberBatchesTotal;
      const batchesDone = Math.max(0, batchesTotal - waiting);
      const rows = job.numberRecordsProcessed;
      first ??= { time: now(), rows, done: batchesDone };
      const elapsed = now() - first.time;
      const batchesMore = batchesDone - first.done;
      return {
        job,
        batches,
        batchesTotal,
        batchesDone,
        rowsProcessed: rows,
        rowsFailed: job.numberRecordsFailed,
        rowsPerSecond: elapsed > 0 && rows > first.rows ? ((rows - first.rows) / elapsed) * 1000 : undefined,
        millisecondsLeft:
          waiting === 0
            ? 0
            : elapsed > 0 && batchesMore > 0
              ? Math.round((elapsed / batchesMore) * waiting)
              : undefined,
        apiCalls,
      };
    },
  };
}
