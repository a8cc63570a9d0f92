import { lastWithin } from "../../../async/last-within.ts";
import { poll } from "../../../async/poll.ts";
import { WaitTimeoutError } from "../../../errors/wait-timeout-error.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import { ask } from "../../../exchange/ask.ts";
import type { Target } from "../../../connection/check-connection.ts";
import type { JobInfo } from "../../../protocol/job-info.ts";
import { listBatchesRequest, readBatchRequest } from "../../../requests/batch-requests.ts";
import { jobCountsRequest } from "../../jobs/job-counts-request.ts";
import { countRows } from "../state/count-rows.ts";
import { type BatchRun, type LoadRun, noteBatch } from "../state/load-run.ts";
import type { AnyLoadResult } from "../../../protocol/load-result.ts";
import { StopLoad } from "../state/stop-load.ts";

/**
 * Makes what looks, while batches are added, how many rows have failed: no more often than every `minInterval`, and only
 * where somebody wants to know.
 */
export function failureWatch(run: BatchRun): (jobId: string) => Promise<void> {
  const { load } = run;
  let lookedAt = performance.now();
  return async (jobId) => {
    if (!isWatched(run)) return;
    if (performance.now() - lookedAt < load.minInterval) return;
    await readCounts(run, jobId);
    lookedAt = performance.now();
    checkFailures(run);
  };
}

/** Tells whether somebody wants to know how many rows have failed before all are processed. */
export const isWatched = ({ load }: LoadRun): boolean => load.maxFailed !== undefined || load.onProgress !== undefined;

async function readCounts(run: BatchRun, jobId: string): Promise<void> {
  const { target, signal } = run;
  await noteCounts(run, target, await ask(target, jobCountsRequest(jobId), { signal }), signal);
}

/**
 * Notes how far a job is. The rows of batches that failed as a whole are in none of the counts of the job itself: where there
 * are such batches, they are listed.
 */
export async function noteCounts(
  { log, meter }: BatchRun,
  target: Target,
  { id, numberBatchesFailed, numberRecordsProcessed, numberRecordsFailed }: JobInfo,
  signal: AbortSignal | undefined,
): Promise<void> {
  const counts =
    numberBatchesFailed === 0
      ? { processed: numberRecordsProcessed, failed: numberRecordsFailed }
      : countRows(await ask(target, listBatchesRequest(id), { signal }), log.state.parts);
  meter.processed(id, counts);
}

/** Gives what stops a load of which more rows have failed than may; `undefined` where no more have. */
export function failureStop({ load, meter }: LoadRun, result?: AnyLoadResult): StopLoad | undefined {
  const { processed, failed } = meter.total();
  if (load.maxFailed?.isExceeded(failed, processed) !== true) return undefined;
  return new StopLoad(
    `${failed} of ${processed} rows that were processed have failed, and maxFailed is ${load.maxFailed.words}`,
    { code: "TooManyFailed", ...(result === undefined ? {} : { result }) },
  );
}

/**
 * Sees that no more rows have failed than may.
 *
 * @throws StopLoad where more have.
 */
export function checkFailures(run: LoadRun): void {
  const stop = failureStop(run);
  if (stop !== undefined) throw stop;
}

/**
 * Waits until the first batch of a load is processed.
 *
 * @throws StopLoad where all its rows have failed.
 */
export async function firstBatch(run: BatchRun): Promise<void> {
  const { target, load, log, signal } = run;
  const part = log.state.parts.get(1);
  if (part?.batchId === undefined) return;
  const { jobId, batchId, rows } = part;
  const once = { ...target, attempts: 1 };
  const batch = await lastWithin<BatchInfo>(
    (stopped) =>
      poll(
        async () => {
          const value = await ask(once, readBatchRequest(jobId, batchId), { signal: stopped });
          return { value, key: value.state, finished: value.state !== "Queued" && value.state !== "InProgress" };
        },
        { shortest: load.minInterval, longest: load.maxInterval, signal: stopped },
      ),
    {
      timeout: load.waitTimeout,
      signal,
      onValue: undefined,
      timeoutError: () =>
        new WaitTimeoutError(
          `Cannot wait for the first batch of job "${jobId}" any longer than ${load.waitTimeout} ms: it is not processed`,
          { jobId },
        ),
    },
  );
  noteBatch(run, batch);
  const { failed } = countRows([batch], log.state.parts);
  if (failed < rows) return;
  const why = batch.stateMessage === null ? "" : `: ${batch.stateMessage}`;
  throw new StopLoad(`all ${rows} rows of the first batch, "${batchId}", have failed${why}`, { code: "TooManyFailed" });
}
