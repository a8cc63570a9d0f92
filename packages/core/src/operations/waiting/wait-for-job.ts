import { checkBoolean } from "../../arguments/check-boolean.ts";
import { checkFunction } from "../../arguments/check-function.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { type Duration, readTimeout } from "../../arguments/read-duration.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { lastWithin } from "../../async/last-within.ts";
import type { PollOptions } from "../../async/poll.ts";
import { readIntervals } from "../../async/read-intervals.ts";
import { WaitTimeoutError } from "../../errors/wait-timeout-error.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { JobProgress } from "./job-progress.ts";
import { watch, type WatchJobOptions } from "./watch-job.ts";

/** Options of {@link waitForJob}. */
export interface WaitForJobOptions extends WatchJobOptions {
  /** How long to wait at most: milliseconds, or `"24h"`. Default: 3,600,000, an hour. */
  readonly waitTimeout?: Duration;
  /** Is told how far the job is whenever that has changed. What it throws ends the waiting. */
  readonly onProgress?: (progress: JobProgress) => void;
}

const optionNames: OptionNames<WaitForJobOptions> = {
  minInterval: true,
  maxInterval: true,
  acceptOpen: true,
  waitTimeout: true,
  onProgress: true,
  signal: true,
};

/** A job that is finished. */
export interface FinishedJob {
  /** The job. That it is finished does not say that all went well: see its `numberRecordsFailed`, `numberBatchesFailed`. */
  readonly job: JobInfo;
  /** All its batches. */
  readonly batches: readonly BatchInfo[];
  /** API calls that the waiting took. */
  readonly apiCalls: number;
}

/**
 * Waits until a job is finished: until it takes no more batches, and all that it has are processed. See {@link watchJob}.
 *
 * Nothing is changed by waiting, nor by waiting in vain. A job that is still open when the time is over is likely one that
 * nobody has closed; the error says so.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws WaitTimeoutError with the job as last read, and what `watchJob` throws.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_info_all.htm
 * @example
 * ```ts
 * import { closeJob, waitForJob } from "@sfbulk/core";
 *
 * await closeJob(connection, jobId);
 * const { job, batches } = await waitForJob(connection, jobId, { waitTimeout: "10m" });
 * console.log(job.numberRecordsFailed, "of", job.numberRecordsProcessed, "rows failed in", batches.length, "batches");
 * ```
 */
export async function waitForJob(
  connection: Connection,
  jobId: string,
  options: WaitForJobOptions = {},
): Promise<FinishedJob> {
  const target = checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  checkOptions("options", options, optionNames);
  const { onProgress, signal } = options;
  return await waitUntilFinished(target, id, {
    acceptOpen: checkBoolean("acceptOpen", options.acceptOpen, false),
    ...readIntervals(options),
    waitTimeout: readTimeout("waitTimeout", options.waitTimeout, 3_600_000),
    onProgress: checkFunction("onProgress", onProgress),
    signal,
  });
}

/** {@link WaitForJobOptions} after their check. Times are in milliseconds. */
export interface CheckedWait extends Pick<PollOptions, "shortest" | "longest" | "signal"> {
  readonly acceptOpen: boolean;
  readonly waitTimeout: number;
  readonly onProgress: ((progress: JobProgress) => void) | undefined;
  /** As of `watch`. */
  readonly onChange?: (job: JobInfo, signal: AbortSignal | undefined) => Promise<void>;
}

/** Waits as {@link waitForJob} does, with arguments that are checked. */
export async function waitUntilFinished(
  target: Target,
  jobId: string,
  { acceptOpen, shortest, longest, waitTimeout, onProgress, onChange, signal }: CheckedWait,
): Promise<FinishedJob> {
  let failure: Error | undefined;
  const onLook = (failed: Error | undefined): void => void (failure = failed);
  const { job, batches, apiCalls } = await lastWithin(
    (stopped) => watch(target, jobId, acceptOpen, { shortest, longest, signal: stopped, onLook }, onChange),
    {
      timeout: waitTimeout,
      signal,
      onValue: onProgress,
      timeoutError: (last) => timeoutError(jobId, waitTimeout, last?.job, failure),
    },
  );
  return { job, batches: batches ?? [], apiCalls };
}

function timeoutError(
  jobId: string,
  milliseconds: number,
  job: JobInfo | undefined,
  failure: Error | undefined,
): WaitTimeoutError {
  return new WaitTimeoutError(
    `Cannot wait for job "${jobId}" any longer than ${milliseconds} ms: ${standingOf(job)}${sayFailure(failure)}`,
    { jobId, job, cause: failure },
  );
}

function standingOf(job: JobInfo | undefined): string {
  if (job === undefined) return "it could not be read";
  const { state, numberBatchesTotal: total } = job;
  if (state === "Open") return "it is still open, so that it may be that nobody has closed it";
  const waiting = job.numberBatchesQueued + job.numberBatchesInProgress;
  // Where the counts say that all is done, a batch says something else.
  return waiting === 0
    ? `it is "${state}", and its batches are not all known to be done`
    : `it is "${state}", and ${waiting} of its ${total} batches are not done`;
}

/** Says of the last look that it failed: what is known of the job is from before. */
const sayFailure = (failure: Error | undefined): string =>
  failure === undefined ? "" : `; the last look failed: ${wordsOfError(failure)}`;
