import { checkConnection } from "../../connection/check-connection.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import type { Connection } from "../../connection/connection.ts";
import { readDuration } from "../../arguments/read-duration.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settleEach } from "../../async/settle-each.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { abortJob } from "../jobs/abort-job.ts";
import { findJobs, type JobFilter } from "./find-jobs.ts";
import { getJob } from "../jobs/get-job.ts";
import { getUser } from "./get-user.ts";
import { settleClose } from "../jobs/settle-close.ts";

/** What became of a job that was found open. */
export type StaleJobOutcome = {
  readonly jobId: string;
} & (
  | { readonly outcome: "closed" | "already-closed" | "aborted"; readonly job: JobInfo }
  /** What would be done without `dryRun`. */
  | { readonly outcome: "would-close" | "would-abort"; readonly job: JobInfo }
  /** Somebody else created it, and only its creator may close it. `abortOthers` aborts it. */
  | { readonly outcome: "not-ours"; readonly job: JobInfo }
  /** It is not any more what the list showed: somebody works with it. It was left alone. */
  | { readonly outcome: "changed"; readonly job: JobInfo }
  /** It may be open; the error says what is known. */
  | { readonly outcome: "failed"; readonly error: Error }
);

/** Options of {@link closeStaleJobs}. */
export interface CloseStaleJobsOptions extends CallOptions, Pick<JobFilter, "object" | "operation" | "createdBy"> {
  /**
   * How long ago the job was created, and last changed, at least: milliseconds, or a time such as `"15m"`, `"24h"`,
   * `"7d"`. Default: `"24h"`.
   */
  readonly olderThan?: number | string;
  /** Only tells what would be done. Default: `false`. */
  readonly dryRun?: boolean;
  /** Aborts the jobs of others, for which the permission "Manage Data Integrations" is needed. Default: `false`. */
  readonly abortOthers?: boolean;
  /** How many jobs are worked on at a time. Default: 8. */
  readonly concurrency?: number;
}

/**
 * Closes the jobs that were left open: finds those that are open and have not changed for a while, and closes what the
 * session's user created. What others created is named, and aborted only where that is asked for.
 *
 * Each job is read again, with the version it was created with, right before anything is done to it; one that has changed
 * since it was listed is left alone.
 *
 * @returns what became of each, in the order in which they are settled. Where the loop is left early, nothing more is done.
 * @throws TypeError for a bad argument, when it is called; then what `findJobs` throws.
 * @see https://help.salesforce.com/s/articleView?id=000386004
 * @example
 * ```ts
 * import { closeStaleJobs } from "@sfbulk/core";
 *
 * for await (const stale of closeStaleJobs(connection, { olderThan: "24h", dryRun: true })) {
 *   console.log(stale.jobId, stale.outcome);
 * }
 * ```
 */
export function closeStaleJobs(
  connection: Connection,
  options: CloseStaleJobsOptions = {},
): AsyncGenerator<StaleJobOutcome, void, undefined> {
  checkConnection(connection);
  const { olderThan = "24h", object, operation, createdBy, dryRun = false, abortOthers = false, signal } = options;
  const age = readDuration("olderThan", olderThan);
  const concurrency = checkWholeNumber("concurrency", options.concurrency, 8, 1);
  const filter = {
    state: "Open",
    olderThan: age,
    // What somebody has worked with lately is old, but not left behind.
    unchangedFor: age,
    signal,
    ...(object === undefined ? {} : { object }),
    ...(operation === undefined ? {} : { operation }),
    ...(createdBy === undefined ? {} : { createdBy }),
  };
  return sweep(connection, findJobs(connection, filter), { dryRun, abortOthers, concurrency, signal });
}

interface Sweeping {
  readonly dryRun: boolean;
  readonly abortOthers: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

async function* sweep(
  connection: Connection,
  found: AsyncIterable<ListedJob>,
  { dryRun, abortOthers, concurrency, signal }: Sweeping,
): AsyncGenerator<StaleJobOutcome, void, undefined> {
  const { userId } = await getUser(connection, { signal });
  const settle = async (listed: ListedJob, stopped: AbortSignal): Promise<StaleJobOutcome> => {
    const { id: jobId } = listed;
    // Salesforce reads a job of an old version with that version only; what the list says of it is used to ask.
    const own = listed.apiVersion === 0 ? connection : { ...connection, version: listed.apiVersion };
    try {
      const job = await getJob(own, jobId, { signal: stopped });
      if (job.state !== listed.state || job.systemModstamp !== listed.systemModstamp)
        return { jobId, outcome: "changed", job };
      const ours = job.createdById !== null && isSameId(job.createdById, userId);
      if (!ours && !abortOthers) return { jobId, outcome: "not-ours", job };
      if (dryRun) return { jobId, outcome: ours ? "would-close" : "would-abort", job };
      if (!ours) return { jobId, outcome: "aborted", job: await abortJob(own, jobId, { signal: stopped }) };
      const closed = await settleClose(own, jobId, { signal: stopped });
      return { jobId, outcome: closed.outcome, job: closed.job };
    } catch (error) {
      stopped.throwIfAborted();
      return { jobId, outcome: "failed", error: error as Error };
    }
  };
  yield* settleEach(found, settle, { concurrency, signal });
}
