/// <reference lib="esnext.disposable" preserve="true" />
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { type Duration, readTimeout } from "../../arguments/read-duration.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { within } from "../../async/within.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { abortJob } from "./abort-job.ts";
import { closeJob } from "./close-job.ts";
import { createJob } from "./create-job.ts";
import type { JobSpec } from "../../protocol/job-spec.ts";

/** What to do with a job that must end: `close` it, `abort` it, or `leave` it open. */
export type Ending = "close" | "abort" | "leave";

/** Options of {@link openJob}. */
export interface OpenJobOptions extends CallOptions {
  /**
   * What becomes of the job where its scope is left and it was neither closed nor aborted. Default: `close`. A scope
   * cannot tell whether an error has led out of it; `withJob` can.
   */
  readonly atScopeEnd?: Ending;
  /** How long the ending may take, its repetitions included: milliseconds, or `"90s"`. Default: 60,000. */
  readonly endTimeout?: Duration;
}

const optionNames: OptionNames<OpenJobOptions> = { atScopeEnd: true, endTimeout: true, signal: true };

/** A job that was created here and is to end here. It goes wherever a job goes, to `addBatch` for one. */
export interface OpenJob extends JobInfo, AsyncDisposable {
  /** Closes the job as `closeJob` does. A second call gives the same answer and sends nothing. */
  readonly close: () => Promise<JobInfo>;
  /** Aborts the job as `abortJob` does. A second call gives the same answer and sends nothing. */
  readonly abort: () => Promise<JobInfo>;
}

/**
 * Creates a job that ends with its scope: `await using job = await openJob(…)` sees to it that the job is closed whatever
 * happens, also after an error.
 *
 * `signal` is for the creation alone. The ending has a deadline of its own, so that a signal that has fired cannot skip
 * it. Where both the scope's code and the ending fail, JavaScript throws a SuppressedError that has both.
 *
 * @throws what `createJob` throws. The ending: what `closeJob` throws, or WaitTimeoutError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_create.htm
 * @example
 * ```ts
 * import { addBatch, openJob } from "@sfbulk/core";
 *
 * await using job = await openJob(connection, { operation: "insert", object: "Account" });
 * await addBatch(connection, job, "Name\nAcme\n");
 * ```
 */
export async function openJob(connection: Connection, spec: JobSpec, options: OpenJobOptions = {}): Promise<OpenJob> {
  checkOptions("options", options, optionNames);
  const { atScopeEnd = "close", endTimeout, signal } = options;
  checkWord("atScopeEnd", atScopeEnd, endings);
  const plan = { ending: atScopeEnd, endTimeout: readEndTimeout(endTimeout), signal };
  return (await openEndingJob(connection, spec, plan)).job;
}

/** Reads the time that an ending may take. */
export const readEndTimeout = (value: Duration | undefined): number => readTimeout("endTimeout", value, 60_000);

/** How a job is to end, after the check. */
interface EndingPlan {
  /** What becomes of it where it was not ended before. */
  readonly ending: Ending;
  /** Milliseconds. */
  readonly endTimeout: number;
  /** For the creation. */
  readonly signal: AbortSignal | undefined;
}

/** Opens a job as {@link openJob} does, and can tell whether it has ended. */
export async function openEndingJob(
  connection: Connection,
  spec: JobSpec,
  { ending, endTimeout, signal: creating }: EndingPlan,
): Promise<{ readonly job: OpenJob; readonly ended: () => JobInfo | undefined }> {
  const job = await createJob(connection, spec, { signal: creating });
  let ended: JobInfo | undefined;
  const onceWithin = (verb: string, operation: typeof closeJob): (() => Promise<JobInfo>) =>
    once(() =>
      within(endTimeout, `${verb} job "${job.id}"`, job.id, async (signal) => {
        ended = await operation(connection, job.id, { signal });
        return ended;
      }),
    );
  const close = onceWithin("close", closeJob);
  const abort = onceWithin("abort", abortJob);
  const dispose = async (): Promise<void> => {
    if (ended !== undefined || ending === "leave") return;
    await (ending === "close" ? close() : abort());
  };
  return { job: { ...job, close, abort, [Symbol.asyncDispose]: dispose }, ended: () => ended };
}

/** Shares one run among all who ask, until it has failed: then the next one who asks begins anew. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let shared: Promise<T> | undefined;
  return async () => {
    const mine = (shared ??= run());
    try {
      return await mine;
    } catch (error) {
      if (shared === mine) shared = undefined;
      throw error;
    }
  };
}

/** The words for {@link Ending}. */
export const endings: readonly Ending[] = ["close", "abort", "leave"];
