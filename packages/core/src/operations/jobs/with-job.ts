import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWord } from "../../arguments/check-word.ts";
import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { endingFailedError } from "../../errors/ending-failed-error.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { JobSpec } from "../../protocol/job-spec.ts";
import { type Ending, endings, openEndingJob, type OpenJob, type OpenJobOptions, readEndTimeout } from "./open-job.ts";

/** Options of {@link withJob}. */
export interface WithJobOptions extends Omit<OpenJobOptions, "atScopeEnd"> {
  /**
   * What becomes of the job where `work` fails or `signal` fires. Default: `abort`, which has the batches that still wait
   * not processed; what was processed stays.
   */
  readonly onError?: Ending;
}

const optionNames: OptionNames<WithJobOptions> = { onError: true, endTimeout: true, signal: true };

/** What came of {@link withJob}. */
export interface EndedJob<T> {
  /** The job as it was when it was ended. Its batches may still be on their way: see `waitForJob`. */
  readonly job: JobInfo;
  /** What `work` gave. */
  readonly value: T;
}

/**
 * Creates a job, has it filled, and ends it whatever happens: closed where `work` is done, aborted (or closed, or left,
 * as `onError` says) where it fails.
 *
 * The ending has a deadline of its own, so that a signal that has fired cannot skip it. An error of `work` comes out as it
 * is. Where the ending failed after it, the job may be open, and both come out: as `errors` of an `AggregateError` with the
 * code `EndingFailed`, whose `cause` is what `work` threw. Neither is changed.
 *
 * @param work - Is given the job, and the signal of the options. A job that it ended itself is left as it is.
 * @throws what `createJob` throws, what `work` throws, the reason of `signal`, what `closeJob` throws, WaitTimeoutError,
 *   and AggregateError for two of them.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_create.htm
 * @example
 * ```ts
 * import { addBatch, withJob } from "@sfbulk/core";
 *
 * const { job } = await withJob(connection, { operation: "insert", object: "Account" }, async (open) => {
 *   await addBatch(connection, open, "Name\nAcme\n");
 * });
 * console.log(job.state); // "Closed"
 * ```
 */
export async function withJob<T>(
  connection: Connection,
  spec: JobSpec,
  work: (job: OpenJob, signal: AbortSignal | undefined) => T | Promise<T>,
  options: WithJobOptions = {},
): Promise<EndedJob<T>> {
  checkOptions("options", options, optionNames);
  const { onError = "abort", endTimeout, signal } = options;
  checkWord("onError", onError, endings);
  if (checkFunction("work", work) === undefined) {
    throw argumentError("InvalidArgument", "Cannot use work: expected a function, got undefined");
  }
  const plan = { ending: onError, endTimeout: readEndTimeout(endTimeout), signal };
  const { job, ended } = await openEndingJob(connection, spec, plan);
  let value: T;
  try {
    value = await work(job, signal);
    // Work that did not notice the signal is not done.
    signal?.throwIfAborted();
  } catch (error) {
    try {
      await job[Symbol.asyncDispose]();
    } catch (endingError) {
      throw endingFailedError(job.id, error, endingError);
    }
    throw error;
  }
  return { job: ended() ?? (await job.close()), value };
}
