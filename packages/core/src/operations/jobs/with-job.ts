import { checkWord } from "../../arguments/check-word.ts";
import type { Connection } from "../../connection/connection.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { JobSpec } from "./create-job.ts";
import { type Ending, endings, openEndingJob, type OpenJob, type OpenJobOptions } from "./open-job.ts";

/** Options of {@link withJob}. */
export interface WithJobOptions extends Omit<OpenJobOptions, "atScopeEnd"> {
  /**
   * What becomes of the job where `work` fails or `signal` fires. Default: `abort`, which has the batches that still wait
   * not processed; what was processed stays.
   */
  readonly onError?: Ending;
}

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
 * is; where the ending failed after it, that error stands on it as `endingError`, and the job may be open.
 *
 * @param work - Is given the job, and the signal of the options. A job that it ended itself is left as it is.
 * @throws what `createJob` throws, what `work` throws, the reason of `signal`, what `closeJob` throws, WaitTimeoutError.
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
  { onError = "abort", ...options }: WithJobOptions = {},
): Promise<EndedJob<T>> {
  checkWord("onError", onError, endings);
  if (typeof work !== "function") throw new TypeError(`Cannot use work: expected a function, got ${typeof work}`);
  const { signal } = options;
  const { job, ended } = await openEndingJob(connection, spec, { ...options, atScopeEnd: onError });
  let value: T;
  try {
    value = await work(job, signal);
    // Work that did not notice the signal is not done.
    signal?.throwIfAborted();
  } catch (error) {
    try {
      await job[Symbol.asyncDispose]();
    } catch (endingError) {
      throw withEndingError(error, endingError);
    }
    throw error;
  }
  return { job: ended() ?? (await job.close()), value };
}

/** Puts the later error on the first one. Where that takes no property, both go into one. */
function withEndingError(error: unknown, endingError: unknown): unknown {
  if (error instanceof Error && Object.isExtensible(error)) return Object.assign(error, { endingError });
  return new AggregateError([error, endingError], `${String(error)}; and the job could not be ended`);
}
