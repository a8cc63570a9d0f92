import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import type { Connection } from "../../connection/connection.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import { endJobs, type EndJobsOptions } from "./end-jobs.ts";
import type { JobReference } from "./end-either-job.ts";
import type { ClosedJob } from "./settle-close.ts";

/** Options of {@link closeJobs}. */
export interface CloseJobsOptions extends EndJobsOptions {
  /**
   * Is told of each job of Bulk API 2.0 before it is closed, since **that begins the writing of its rows**. Where it throws
   * or rejects, the job is left alone, and the outcome is `failed` with that.
   */
  readonly onIngest?: (jobId: string) => void | Promise<void>;
}

const optionNames: OptionNames<CloseJobsOptions> = { concurrency: true, onIngest: true, signal: true };

/** What became of one of the jobs. */
export type CloseOutcome =
  /** It is closed, as `settleClose` tells it. */
  | ({ readonly jobId: string } & ClosedJob<AnyJobInfo>)
  /** It may be open: the error says what is known. It is any of those that `closeJob` throws. */
  | { readonly jobId: string; readonly outcome: "failed"; readonly error: Error };

/**
 * Closes many jobs, some at a time, and gives what became of each, in the order in which they are settled. One that fails
 * or is slow hides nothing of the others; what is no id is an outcome as well.
 *
 * They are taken as there is room for them, so a million of them, or an endless source, need no more memory than a few.
 * Where the loop is left early, nothing more is sent, and what is under way is broken off.
 *
 * Jobs of Bulk API 2.0 may be among them: **closing an open one begins the writing of its rows**. A bare id is closed as one
 * of Bulk API 1.0 first, and costs one call where it is; a job as `findJobs` lists it is known to be of either. A query of
 * Bulk API 2.0 is never open, and closing it an outcome of `failed`.
 *
 * @param jobs - Ids of 15 or 18 characters, or listed jobs: an array, a set, a generator, lines of a file.
 * @throws TypeError for a bad connection or option, when it is called; later the reason of `signal`, and what `jobs`
 *   throws.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_close.htm
 * @example
 * ```ts
 * import { closeJobs } from "@sfbulk/core";
 *
 * for await (const settled of closeJobs(connection, ["7509H0000016GUXQA2"], { concurrency: 4 })) {
 *   if (settled.outcome === "failed") console.log(settled.jobId, settled.error.message);
 * }
 * ```
 */
export function closeJobs(
  connection: Connection,
  jobs: Iterable<JobReference> | AsyncIterable<JobReference>,
  options: CloseJobsOptions = {},
): AsyncGenerator<CloseOutcome, void, undefined> {
  checkOptions("options", options, optionNames);
  checkFunction("onIngest", options.onIngest);
  return endJobs(connection, jobs, "close", options, ({ already, ...settled }) => ({
    ...settled,
    outcome: already ? "already-closed" : "closed",
  }));
}
