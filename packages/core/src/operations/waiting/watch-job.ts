import { checkBoolean } from "../../arguments/check-boolean.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import type { Duration } from "../../arguments/read-duration.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { poll, type PollOptions } from "../../async/poll.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ask } from "../../exchange/ask.ts";
import { listBatchesRequest } from "../../requests/batch-requests.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { type JobProgress, progressMeter } from "./job-progress.ts";
import { readIntervals } from "../../async/read-intervals.ts";

/** Options of {@link watchJob}. */
export interface WatchJobOptions extends CallOptions {
  /** The time between two looks at the job at first, and again after each change: milliseconds, or `"2s"`. Default: 2000. */
  readonly minInterval?: Duration;
  /** The longest time between two looks; it grows by half while nothing changes. Default: 30,000. */
  readonly maxInterval?: Duration;
  /**
   * Whether a job that is still `Open` counts as finished once all its batches are processed. Default: `false`, since more
   * may be added to it. `true` is for who adds them, and for PK chunking, where a job must not be closed before that.
   */
  readonly acceptOpen?: boolean;
}

const optionNames: OptionNames<WatchJobOptions> = {
  minInterval: true,
  maxInterval: true,
  acceptOpen: true,
  signal: true,
};

/**
 * Watches a job until it is finished, and gives how far it is whenever that has changed; the last time, `batches` are with
 * it. A look is one API call; one that fails for the moment is made again later. Nothing is changed by watching.
 *
 * A job is finished when it takes no more batches (`Closed`, `Aborted`, `Failed`) and none waits or is being processed. Of
 * one that is `Aborted` or `Failed`, a batch that still waits will not be processed: it is not waited for, one in progress
 * is. A batch that Salesforce split into chunks ends as `NotProcessed`; the job goes on with the chunks.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError for a bad argument, when it is called; then the reason of `signal`; what will not go better by itself, at
 *   once; and what fails for the moment (`isTransient`) after five minutes of nothing else, with since when.
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
  options: WatchJobOptions = {},
): AsyncGenerator<JobProgress, void, undefined> {
  const target = checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  checkOptions("options", options, optionNames);
  const acceptOpen = checkBoolean("acceptOpen", options.acceptOpen, false);
  return watch(target, id, acceptOpen, { ...readIntervals(options), signal: options.signal });
}

/**
 * Watches a job as {@link watchJob} does, with arguments that are checked.
 *
 * @param onChange - Is told of the job whenever it has changed, as a part of the look: where it fails for the moment, the
 *   look is made again.
 */
export function watch(
  target: Target,
  jobId: string,
  acceptOpen: boolean,
  options: PollOptions,
  onChange?: (job: JobInfo, signal: AbortSignal | undefined) => Promise<void>,
): AsyncGenerator<JobProgress, void, undefined> {
  const { signal } = options;
  const meter = progressMeter();
  const once = { ...target, attempts: 1 };
  let told: string | undefined;
  return poll(async () => {
    meter.count();
    const job = await ask(once, readJobRequest(jobId), { signal });
    const key = describe(job);
    if (key !== told) await onChange?.(job, signal);
    told = key;
    let batches: BatchInfo[] | undefined;
    if (mayBeFinished(job, acceptOpen)) {
      meter.count();
      batches = await ask(once, listBatchesRequest(jobId), { signal });
      if (!areFinished(job, batches)) batches = undefined;
    }
    return { value: meter.measure(job, batches), key, finished: batches !== undefined };
  }, options);
}

/** Tells whether a job has ended before its batches: what still waits of those will never be processed. */
const hasEnded = ({ state }: JobInfo): boolean => state === "Aborted" || state === "Failed";

/** Tells by the job alone whether it is worth listing its batches. */
const mayBeFinished = (job: JobInfo, acceptOpen: boolean): boolean =>
  job.numberBatchesInProgress === 0 &&
  (job.numberBatchesQueued === 0 || hasEnded(job)) &&
  (job.state === "Open" ? acceptOpen && job.numberBatchesTotal > 0 : true);

/**
 * Tells whether nothing is to come any more. Where no batch was processed although the job was not aborted, Salesforce has
 * split it into chunks that are not there yet.
 */
const areFinished = (job: JobInfo, batches: readonly BatchInfo[]): boolean =>
  batches.every(({ state }) => batchEnds.has(state) || (state === "Queued" && hasEnded(job))) &&
  (batches.length === 0 || hasEnded(job) || batches.some(({ state }) => state !== "NotProcessed"));

const batchEnds: ReadonlySet<string> = new Set(["Completed", "Failed", "NotProcessed"]);

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
