import { checkBoolean } from "../../arguments/check-boolean.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { type Duration, readDuration } from "../../arguments/read-duration.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { pool } from "../../async/pool.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import {
  carryOut,
  type IngestEnding,
  isPlanned,
  planEnding,
  type StaleJobOutcome,
  type SweepRules,
} from "./end-stale-job.ts";
import { checkFindOptions, type JobFilter, type JudgedJob, judgeJobs } from "./find-jobs.ts";
import { readUserRequest } from "../../requests/org-requests.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { ask } from "../../exchange/ask.ts";

/** Options of {@link closeStaleJobs}. */
export interface CloseStaleJobsOptions extends CallOptions, Pick<JobFilter, "object" | "operation" | "createdBy"> {
  /**
   * How long ago the job was created, and last changed, at least: milliseconds, or a time such as `"15m"`, `"24h"`,
   * `"7d"`. Default: `"24h"`.
   */
  readonly olderThan?: Duration;
  /** Only tells what would be done. Default: `false`. */
  readonly dryRun?: boolean;
  /** Aborts the jobs of others, for which the permission "Manage Data Integrations" is needed. Default: `false`. */
  readonly abortOthers?: boolean;
  /**
   * What becomes of a job of Bulk API 2.0 that is open: it is aborted, or aborted and deleted, so that nothing is left of
   * its rows; or closed, **which begins the writing of its rows**, whatever it is that was uploaded. Default: `abort`.
   */
  readonly ingest?: IngestEnding;
  /** How many jobs are worked on at a time. Default: 8. */
  readonly concurrency?: number;
}

const optionNames: OptionNames<CloseStaleJobsOptions> = {
  olderThan: true,
  dryRun: true,
  abortOthers: true,
  ingest: true,
  concurrency: true,
  object: true,
  operation: true,
  createdBy: true,
  signal: true,
};

/**
 * Closes the jobs that were left open: finds those that are open and have not changed for a while, and closes what the
 * session's user created. What others created is named, and aborted only where that is asked for.
 *
 * An open job of Bulk API 2.0 has written nothing, and closing it would begin that: it is aborted instead, unless `ingest`
 * says otherwise. One that is `UploadComplete` is queued work and no business of a sweep, and so is every query.
 *
 * A job of which the list says what cannot be (`problems` of `findJobs`), and which may be one that was left open, is not
 * touched: it comes as failed. Each other job is read again, with the version it was created with, right before anything is done to it; one that has changed
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
  const target = checkConnection(connection);
  checkOptions("options", options, optionNames);
  const { olderThan = "24h", object, operation, createdBy, signal } = options;
  const dryRun = checkBoolean("dryRun", options.dryRun, false);
  const abortOthers = checkBoolean("abortOthers", options.abortOthers, false);
  const { ingest = "abort" } = options;
  checkWord("ingest", ingest, ["abort", "delete", "close"]);
  const age = readDuration("olderThan", olderThan);
  const concurrency = checkWholeNumber("concurrency", options.concurrency, 8, 1);
  const filter = checkFindOptions({
    api: ["1.0", "2.0-ingest"],
    state: "Open",
    olderThan: age,
    // What somebody has worked with lately is old, but not left behind.
    unchangedFor: age,
    ...(object === undefined ? {} : { object }),
    ...(operation === undefined ? {} : { operation }),
    ...(createdBy === undefined ? {} : { createdBy }),
  });
  return sweep(target, judgeJobs(target, filter, signal), { dryRun, abortOthers, ingest, concurrency, signal });
}

interface Sweeping extends SweepRules {
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

async function* sweep(
  target: Target,
  found: AsyncIterable<JudgedJob>,
  { dryRun, concurrency, signal, ...rules }: Sweeping,
): AsyncGenerator<StaleJobOutcome, void, undefined> {
  const { userId } = await ask(target, readUserRequest(), { signal });
  const end = async ({ job: listed, fit }: JudgedJob, stopped: AbortSignal): Promise<StaleJobOutcome> => {
    if (fit !== "fits" || listed.problems !== undefined)
      return { jobId: listed.id, outcome: "failed", error: oddJob(listed) };
    const plan = await planEnding(target, listed, userId, rules, { signal: stopped });
    if (dryRun || !isPlanned(plan)) return plan;
    return await carryOut(target, plan, { signal: stopped });
  };
  yield* pool(found, end, { concurrency, order: "as they come", signal });
}

const oddJob = ({ id, problems = [] }: ListedJob): ResponseError =>
  new ResponseError(`Cannot tell whether job "${id}" was left open: in the list of jobs, ${problems.join(", ")}`, {
    code: "UnreadableReply",
    status: 200,
    jobId: id,
  });
