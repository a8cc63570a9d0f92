import { checkName } from "../../arguments/check-name.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkString } from "../../arguments/check-string.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { type Duration, readDuration } from "../../arguments/read-duration.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import {
  firstClassicJobsPath,
  listJobsRequest,
  readUserRequest,
  type TimedJobPage,
} from "../../requests/org-requests.ts";
import type { JobState, Operation } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { checkId } from "../../arguments/check-id.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";

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
  for await (const { job, now } of listClassicJobs(target, signal)) {
    const tests = [
      judge(state, job.state, (wanted, is) => is === wanted),
      judge(operation, job.operation, (wanted, is) => is === wanted),
      judge(object, job.object, (wanted, is) => is.toLowerCase() === wanted.toLowerCase()),
      judge(creator, job.createdById, (wanted, is) => isSameId(is, wanted)),
      judge(olderThan, job.createdDate, (age, is) => isPast(is, now - age)),
      judge(unchangedFor, job.systemModstamp, (age, is) => isPast(is, now - age)),
    ];
    if (tests.includes(false)) continue;
    yield { job, fit: tests.includes(undefined) ? "unclear" : "fits" };
  }
}

/** Tells whether a job fits one wish; `undefined` where what the list says is odd. */
function judge<T>(
  wanted: T | undefined,
  is: string | null,
  fits: (wanted: T, is: string) => boolean,
): boolean | undefined {
  if (wanted === undefined) return true;
  return is === "" ? undefined : is !== null && fits(wanted, is);
}

/** The clock of the reply has whole seconds, so that what has just happened may seem to be in the future. */
const isPast = (time: string, before: number): boolean => Date.parse(time) < before + 1000;

/** Gives all jobs of Bulk API 1.0, each once, with the time of the list. */
async function* listClassicJobs(
  target: Target,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ job: ListedJob; now: number }, void, undefined> {
  const seen = new Set<string>();
  let path: string | undefined = firstClassicJobsPath;
  // Each page names the next one.
  while (path !== undefined) {
    if (seen.has(path)) throw unreadable("the list leads back to a page that was read");
    seen.add(path);
    const { page, now }: TimedJobPage = await ask(target, listJobsRequest(path), { signal });
    for (const job of page.records) {
      // The filter may have been lost on the way to the second page, whose address does not repeat it in the guide.
      if (job.jobType !== undefined && job.jobType !== "Classic") continue;
      // One whose id is odd is like no other.
      if (job.id !== "" && seen.has(job.id)) continue;
      seen.add(job.id);
      yield { job, now };
    }
    path = page.done || page.nextRecordsUrl === null ? undefined : nextPath(page.nextRecordsUrl);
  }
}

/** Takes the next page's path beneath the service, and puts back the `jobType` that the guide's samples lack. */
function nextPath(nextRecordsUrl: string): string {
  const [, path, query] =
    /^\/services\/data\/v\d+\.0\/(jobs\/(?:ingest|query))\?([\w=&.%-]+)$/.exec(nextRecordsUrl) ?? [];
  if (path === undefined || query === undefined) {
    throw unreadable("the address of the next page is not one of the list");
  }
  return `${path}?${/(?:^|&)jobType=/.test(query) ? query : `${query}&jobType=Classic`}`;
}

const unreadable = (why: string): ResponseError =>
  new ResponseError(`Cannot list jobs: ${why}`, { status: 200, code: "UnreadableReply" });
