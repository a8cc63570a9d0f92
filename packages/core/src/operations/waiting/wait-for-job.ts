import { checkBoolean } from "../../arguments/check-boolean.ts";
import { checkFunction } from "../../arguments/check-function.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { type Duration, readTimeout } from "../../arguments/read-duration.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { readIntervals } from "../../async/read-intervals.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { JobProgress } from "./job-progress.ts";
import type { WatchJobOptions } from "./watch-job.ts";

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
  changes: true,
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
  const wait = {
    acceptOpen: checkBoolean("acceptOpen", options.acceptOpen, false),
    ...readIntervals(options),
    changes: options.changes,
    waitTimeout: readTimeout("waitTimeout", options.waitTimeout, 3_600_000),
    onProgress: checkFunction("onProgress", onProgress),
    signal,
  };
  // Loaded for who waits.
  const { waitUntilFinished } = await import("./wait-steps.ts");
  return await waitUntilFinished(target, id, wait);
}
