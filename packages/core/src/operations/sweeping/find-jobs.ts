import { checkName } from "../../arguments/check-name.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkString } from "../../arguments/check-string.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { type Duration, readDuration } from "../../arguments/read-duration.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { readUserRequest } from "../../requests/org-requests.ts";
import { listJobs } from "../creating/list-jobs.ts";
import type { JobState, Operation } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { checkId } from "../../arguments/check-id.ts";
import { judgeField, judgeListedJob } from "../../protocol/judge-listed-job.ts";

/** Which jobs to find. What is left out does not matter. */
export interface JobFilter {
  /** The state, `Open`. */
  readonly state?: JobState;
  /** How long ago it was created at least: milliseconds, or a time such as `"90s"`, `"15m"`, `"24h"`, `"7d"`. */
  readonly olderThan?: Duration;
  /** How long ago it was last changed at least, in the same form. */
  readonly unchangedFor?: Duration;
  /** The id of the user who created it, or `me`. */
  readonly createdBy?: string;
  /** The API name of its object type, in any case. */
  readonly object?: string;
  /** What it does with the records. */
  readonly operation?: Operation;
}

/** Options of {@link findJobs}. */
export interface FindJobsOptions extends JobFilter, CallOptions {}

const optionNames: OptionNames<FindJobsOptions> = {
  state: true,
  olderThan: true,
  unchangedFor: true,
  createdBy: true,
  object: true,
  operation: true,
  signal: true,
};

/**
 * Finds jobs of Bulk API 1.0: those that the org's list of jobs has and that fit the filter. Bulk API 1.0 itself has no
 * list; this is the one of Bulk API 2.0, which has both. Its order is not defined, and the filtering is done here.
 *
 * A job of which the list says what cannot be comes with `problems`, and spoils nothing of the others; but a filter about
 * such a field leaves it out, since it cannot be told to fit.
 *
 * Ages are counted by the server's clock, where its reply may be seen to tell the time; else by this computer's. What is
 * listed may have changed by the time it is read: see `getJob`.
 *
 * @throws TypeError for a bad argument, when it is called; then NetworkError, SessionError, SalesforceError, ResponseError,
 *   and the reason of `signal`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_all_jobs.htm
 * @example
 * ```ts
 * import { findJobs } from "@sfbulk/core";
 *
 * for await (const job of findJobs(connection, { state: "Open", olderThan: "24h", createdBy: "me" })) {
 *   console.log(job.id, job.object, job.createdDate);
 * }
 * ```
 */
export function findJobs(
  connection: Connection,
  options: FindJobsOptions = {},
): AsyncGenerator<ListedJob, void, undefined> {
  const target = checkConnection(connection);
  const { signal, ...filter } = checkFindOptions(options);
  return find(target, filter, signal);
}

/** {@link JobFilter} after its check. */
type CheckedFilter = Omit<JobFilter, "olderThan" | "unchangedFor"> & {
  readonly olderThan: number | undefined;
  readonly unchangedFor: number | undefined;
};

/**
 * Checks the values of {@link FindJobsOptions}.
 *
 * @throws TypeError before anything is sent.
 */
export function checkFindOptions(options: FindJobsOptions): CheckedFilter & CallOptions {
  checkOptions("options", options, optionNames);
  const { signal, ...filter } = options;
  const { createdBy, object, operation, state } = filter;
  const olderThan = filter.olderThan === undefined ? undefined : readDuration("olderThan", filter.olderThan);
  const unchangedFor =
    filter.unchangedFor === undefined ? undefined : readDuration("unchangedFor", filter.unchangedFor);
  if (createdBy !== undefined && createdBy !== "me") checkId(createdBy, "005", "createdBy");
  if (object !== undefined) checkName("object", object);
  // Salesforce may come to have other words than those that are known.
  if (operation !== undefined) checkString("operation", operation);
  if (state !== undefined) checkString("state", state);
  return { ...filter, olderThan, unchangedFor, signal };
}

async function* find(
  target: Target,
  filter: CheckedFilter,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedJob, void, undefined> {
  for await (const { job, fit } of judgeJobs(target, filter, signal)) if (fit === "fits") yield job;
}

/** A job of the list that fits a filter, or of which the list says too little to tell. */
export interface JudgedJob {
  readonly job: ListedJob;
  readonly fit: "fits" | "unclear";
}

/**
 * Gives the jobs that fit a filter, and those of which the list says too little to tell.
 *
 * @throws what {@link findJobs} throws, when the jobs are asked for.
 */
export async function* judgeJobs(
  target: Target,
  { state, createdBy, object, operation, olderThan, unchangedFor }: CheckedFilter,
  signal: AbortSignal | undefined,
): AsyncGenerator<JudgedJob, void, undefined> {
  const creator = createdBy === "me" ? (await ask(target, readUserRequest(), { signal })).userId : createdBy;
  for await (const { job, now } of listJobs(target, "Classic", signal)) {
    const tests = [
      ...judgeListedJob(job, { state, operation, object, createdBy: creator }),
      judgeField(olderThan, job.createdDate, (age, is) => isPast(is, now - age)),
      judgeField(unchangedFor, job.systemModstamp, (age, is) => isPast(is, now - age)),
    ];
    if (tests.includes(false)) continue;
    yield { job, fit: tests.includes(undefined) ? "unclear" : "fits" };
  }
}

/** The clock of the reply has whole seconds, so that what has just happened may seem to be in the future. */
const isPast = (time: string, before: number): boolean => Date.parse(time) < before + 1000;
