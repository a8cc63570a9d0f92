import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import type { Connection } from "../../connection/connection.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import { endJobs, type EndJobsOptions } from "./end-jobs.ts";
import type { JobReference } from "./end-either-job.ts";

const optionNames: OptionNames<EndJobsOptions> = { concurrency: true, signal: true };

/** What became of one of the jobs. */
export type AbortOutcome =
  | {
      readonly jobId: string;
      /** The job, in state `Aborted`. */
      readonly job: AnyJobInfo;
      /** `aborted` by this call, or by one of its attempts whose answer was lost; `already-aborted` before it. */
      readonly outcome: "aborted" | "already-aborted";
      /** How many times it was asked for. */
      readonly attempts: number;
      /** What proves it: the reply itself, or a later reading of the job. */
      readonly verifiedBy: "reply" | "read";
    }
  /** It may go on: the error says what is known. It is any of those that `abortJob` throws. */
  | { readonly jobId: string; readonly outcome: "failed"; readonly error: Error };

/**
 * Aborts many jobs, of Bulk API 1.0 and 2.0, some at a time, and gives what became of each, in the order in which they are
 * settled. One that fails or is slow hides nothing of the others; what is no id is an outcome as well.
 *
 * They are taken as there is room for them. Where the loop is left early, nothing more is sent, and what is under way is
 * broken off.
 *
 * @param jobs - Ids of 15 or 18 characters, or listed jobs: an array, a set, a generator, lines of a file.
 * @throws TypeError for a bad connection or option, when it is called; later the reason of `signal`, and what `jobs`
 *   throws.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_abort.htm
 * @example
 * ```ts
 * import { abortJobs } from "@sfbulk/core";
 *
 * for await (const settled of abortJobs(connection, ["7509H0000016GUXQA2"])) {
 *   if (settled.outcome === "failed") console.log(settled.jobId, settled.error.message);
 * }
 * ```
 */
export function abortJobs(
  connection: Connection,
  jobs: Iterable<JobReference> | AsyncIterable<JobReference>,
  options: EndJobsOptions = {},
): AsyncGenerator<AbortOutcome, void, undefined> {
  checkOptions("options", options, optionNames);
  return endJobs(connection, jobs, "abort", options, ({ already, ...settled }) => ({
    ...settled,
    outcome: already ? "already-aborted" : "aborted",
  }));
}
