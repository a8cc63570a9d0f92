import { checkConnection } from "../../connection/check-connection.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { poll, type PollOptions } from "../../async/poll.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { getJob } from "../jobs/get-job.ts";
import { type JobProgress, progressMeter } from "./job-progress.ts";
import { listBatches } from "../loading/list-batches.ts";

/** Options of {@link watchJob}. */
export interface WatchJobOptions extends CallOptions {
  /** Milliseconds between two readings at first, and again after each change. Default: 2000. */
  readonly minInterval?: number;
  /** Milliseconds between two readings at most; the time grows by half while nothing changes. Default: 30,000. */
  readonly maxInterval?: number;
  /**
   * Whether a job that is still `Open` counts as finished once all its batches are processed. Default: `false`, since more
   * may be added to it. `true` is for who adds them, and for PK chunking, where a job must not be closed before that.
   */
  readonly acceptOpen?: boolean;
}

/**
 * Watches a job until it is finished, and gives how far it is whenever that has changed; the last time, `batches` are with
 * it. A reading is one API call; one that gets no answer is made again later. Nothing is changed by watching.
 *
 * A job is finished when it takes no more batches (`Closed`, `Aborted`, `Failed`) and none waits or is being processed. A
 * batch that Salesforce split into chunks ends as `NotProcessed`; the job goes on with the chunks.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError for a bad argument, when it is called; then the reason of `signal`, SessionError, SalesforceError, and
 *   NetworkError or ResponseError after five readings in a row without an answer.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_get_details.htm
 * @example
 * ```ts
 * import { closeJob, watchJob } from "@sfbulk/core";
 *
 * await closeJob(connection, jobId);
 * for await (const { batchesDone, batchesTotal, rowsFailed } of watchJob(connection, jobId)) {
 *   console.log(`${batchesDone} of ${batchesTotal} batches, ${rowsFailed} rows failed`);
 * }
 * ```
 */
export function watchJob(
  connection: Connection,
  jobId: string,
  { minInterval, maxInterval, acceptOpen = false, signal }: WatchJobOptions = {},
): AsyncGenerator<JobProgress, void, undefined> {
  checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  const shortest = checkWholeNumber("minInterval", minInterval, 2000, 0);
  const longest = checkWholeNumber("maxInterval", maxInterval, Math.max(shortest, 30_000), shortest);
  return watch(connection, id, acceptOpen, { shortest, longest, signal });
}

function watch(
  connection: Connection,
  jobId: string,
  acceptOpen: boolean,
  options: PollOptions,
): AsyncGenerator<JobProgress, void, undefined> {
  const { signal } = options;
  const meter = progressMeter();
  return poll(async () => {
    meter.count();
    const job = await getJob(connection, jobId, { signal });
    let batches: BatchInfo[] | undefined;
    if (mayBeFinished(job, acceptOpen)) {
      meter.count();
      batches = await listBatches(connection, jobId, { signal });
      if (!areFinished(job, batches)) batches = undefined;
    }
    return { value: meter.measure(job, batches), key: describe(job), finished: batches !== undefined };
  }, options);
}

/** Tells by the job alone whether it is worth listing its batches. */
const mayBeFinished = (job: JobInfo, acceptOpen: boolean): boolean =>
  job.numberBatchesQueued === 0 &&
  job.numberBatchesInProgress === 0 &&
  (job.state === "Open" ? acceptOpen && job.numberBatchesTotal > 0 : true);

/**
 * Tells whether nothing is to come any more. Where no batch was processed although the job was not aborted, Salesforce has
 * split it into chunks that are not there yet.
 */
const areFinished = (job: JobInfo, batches: readonly BatchInfo[]): boolean =>
  batches.every(({ state }) => state === "Completed" || state === "Failed" || state === "NotProcessed") &&
  (batches.length === 0 ||
    job.state === "Aborted" ||
    job.state === "Failed" ||
    batches.some(({ state }) => state !== "NotProcessed"));

/** What of a job is worth telling of when it changes. */
const describe = (job: JobInfo): string =>
  [
    job.state,
    job.numberBatchesQueued,
    job.numberBatchesInProgress,
    job.numberBatchesCompleted,
    job.numberBatchesFailed,
    job.numberBatchesTotal,
    job.numberRecordsProcessed,
    job.numberRecordsFailed,
  ].join();
