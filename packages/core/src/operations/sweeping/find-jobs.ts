import { checkName } from "../../arguments/check-name.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkSpelling, checkWord } from "../../arguments/check-word.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { type Duration, readDuration } from "../../arguments/read-duration.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestJobState } from "../../protocol/ingest-job-info.ts";
import type { JobApi } from "../jobs/find-job-api.ts";
import type { JobState, Operation } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { checkId } from "../../arguments/check-id.ts";

/** Which jobs to find. What is left out does not matter. */
export interface JobFilter {
  /** The API, or several: each is a list of its own, and asked for only where it is wanted. Default: all three. */
  readonly api?: JobApi | readonly JobApi[];
  /** The state, `Open`. A job of Bulk API 2.0 has other words, `UploadComplete`. */
  readonly state?: JobState | IngestJobState;
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
  api: true,
  state: true,
  olderThan: true,
  unchangedFor: true,
  createdBy: true,
  object: true,
  operation: true,
  signal: true,
};

/**
 * Finds jobs of both APIs: those that the org's lists of jobs have and that fit the filter, each once. Bulk API 1.0 itself
 * has no list; these are those of Bulk API 2.0, which have both. Their order is not defined, and the filtering is done here.
 *
 * A job of which the list says what cannot be comes with `problems`, and spoils nothing of the others; but a filter about
 * such a field leaves it out, since it cannot be told to fit.
 *
 * Ages are counted by the server's clock, where its reply may be seen to tell the time; else by this computer's. What is
 * listed may have changed by the time it is read: see `getJob`, `getIngestJob` and `getQueryJob`.
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

async function* find(
  target: Target,
  filter: CheckedFilter,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedJob, void, undefined> {
  // Loaded for who looks for jobs.
  const { judgeJobs } = await import("./sweep-steps.ts");
  for await (const { job, fit } of judgeJobs(target, filter, signal)) if (fit === "fits") yield job;
}

const jobApis: readonly JobApi[] = ["1.0", "2.0-ingest", "2.0-query"];

/** {@link JobFilter} after its check. */
export type CheckedFilter = Omit<JobFilter, "api" | "olderThan" | "unchangedFor"> & {
  readonly apis: readonly JobApi[];
  readonly olderThan: number | undefined;
  readonly unchangedFor: number | undefined;
};

/** Words of both APIs that are known. */
const knownOperations = [
  "insert",
  "update",
  "upsert",
  "delete",
  "hardDelete",
  "query",
  "queryAll",
  "refresh",
  "consentImport",
];
const knownStates = ["Open", "Closed", "Aborted", "Failed", "UploadComplete", "InProgress", "JobComplete"];

/**
 * Checks the values of {@link FindJobsOptions}.
 *
 * @throws TypeError before anything is sent.
 */
export function checkFindOptions(options: FindJobsOptions): CheckedFilter & CallOptions {
  checkOptions("options", options, optionNames);
  const { signal, ...filter } = options;
  const { api = jobApis, createdBy, object, operation, state } = filter;
  const apis: readonly JobApi[] = Array.isArray(api) ? api : [api];
  for (const one of apis) checkWord("api", one, jobApis);
  const olderThan = filter.olderThan === undefined ? undefined : readDuration("olderThan", filter.olderThan);
  const unchangedFor =
    filter.unchangedFor === undefined ? undefined : readDuration("unchangedFor", filter.unchangedFor);
  if (createdBy !== undefined && createdBy !== "me") checkId(createdBy, "005", "createdBy");
  if (object !== undefined) checkName("object", object);
  // Salesforce may come to have other words than those that are known.
  if (operation !== undefined) checkSpelling("operation", operation, knownOperations);
  if (state !== undefined) checkSpelling("state", state, knownStates);
  return { ...filter, apis, olderThan, unchangedFor, signal };
}
