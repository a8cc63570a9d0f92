import { checkBoolean } from "../../arguments/check-boolean.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { JobProgress } from "./job-progress.ts";
import { type IntervalOptions, readIntervals } from "../../async/read-intervals.ts";

/** Options of {@link watchJob}. */
export interface WatchJobOptions extends CallOptions, IntervalOptions {
  /**
   * Whether a job that is still `Open` counts as finished once all its batches are processed. Default: `false`, since more
   * may be added to it. `true` is for who adds them, and for PK chunking, where a job must not be closed before that.
   */
  readonly acceptOpen?: boolean;
}

const optionNames: OptionNames<WatchJobOptions> = {
  minInterval: true,
  maxInterval: true,
  changes: true,
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
  return watchLater(target, id, acceptOpen, {
    ...readIntervals(options),
    changes: options.changes,
    signal: options.signal,
  });
}

/** Loads what watching takes when the first look is asked for. */
async function* watchLater(...watched: Parameters<WaitSteps["watch"]>): AsyncGenerator<JobProgress, void, undefined> {
  const { watch } = await import("./wait-steps.ts");
  yield* watch(...watched);
}

type WaitSteps = typeof import("./wait-steps.ts");
