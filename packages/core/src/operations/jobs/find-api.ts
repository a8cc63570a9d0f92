import type { FetchAdapter } from "../../connection/adapter.ts";
import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { type Failure, toError } from "../../exchange/failure.ts";
import { isCode } from "../../replies/read-fault.ts";
import type { ApiRequest } from "../../requests/api-request.ts";
import { readIngestJobRequest } from "../../requests/ingest-requests.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { readQueryJobRequest } from "../../requests/query-requests.ts";
import type { JobApi } from "./find-job-api.ts";

/** Finds out as `findJobApi` does, with arguments that are checked. */
export async function findApi(target: Target, id: string, options: CallOptions): Promise<JobApi> {
  const before = knownBy(target).get(keyOf(target, id));
  if (before !== undefined) return before;
  const request = readJobRequest(id);
  const outcome = await exchange(target, request, options);
  if (outcome.ok) {
    // Only jobs of Bulk API 1.0 are ever `Closed`. What else it shows may be one of 2.0, whose states its own clients know;
    // that it shows those is a guess, which is no harm where it is wrong.
    const later = outcome.value.state === "Closed" ? undefined : await findLaterApi(target, id, options);
    return later ?? remember(target, id, "1.0");
  }
  const error = toError(request.action, outcome.failure, { jobId: id, attempts: outcome.attempts });
  // A JWT-based token is not for Bulk API 1.0: nothing was asked there.
  const mayBeLater = isUnknown(outcome.failure) || outcome.failure.code === "JwtToken";
  const later = mayBeLater ? await findLaterApi(target, id, options) : undefined;
  if (later === undefined) throw error;
  return later;
}

/**
 * Asks both kinds of Bulk API 2.0 for a job that may not be one of Bulk API 1.0; `undefined` where they do not know it either.
 *
 * That they say `Classic` of a job of Bulk API 1.0 is a guess: nobody has recorded it.
 *
 * @throws the errors of asking, and any refusal that does not say that there is no such job.
 */
export async function findLaterApi(target: Target, jobId: string, options: CallOptions): Promise<JobApi | undefined> {
  const before = knownBy(target).get(keyOf(target, jobId));
  if (before !== undefined) return before;
  const ingest = await askForType(target, readIngestJobRequest(jobId), options);
  const query = ingest === undefined ? await askForType(target, readQueryJobRequest(jobId), options) : undefined;
  const jobType = ingest ?? query;
  if (jobType === undefined) return undefined;
  if (jobType === "Classic") return remember(target, jobId, "1.0");
  return remember(target, jobId, ingest === undefined ? "2.0-query" : "2.0-ingest");
}

/** Gives the type of a job that is shown, `undefined` where there is none. */
async function askForType(
  target: Target,
  request: ApiRequest<{ readonly jobType: string | null }>,
  options: CallOptions,
): Promise<string | undefined> {
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return outcome.value.jobType ?? "";
  const { failure, attempts } = outcome;
  if (isUnknown(failure)) return undefined;
  throw toError(`find out which API job "${request.jobId}" belongs to`, failure, { jobId: request.jobId, attempts });
}

/** Tells whether a refusal says that there is no such job. */
const isUnknown = ({ fault }: Pick<Failure, "fault">): boolean =>
  fault !== undefined && isCode(fault, "InvalidJob", "NOT_FOUND");

/**
 * What was shown, by org and job. A job never changes its API; a refusal is not kept. Another `fetch` may lead to another
 * org of the same address: an emulator that was started anew makes the same ids again.
 */
const known = new WeakMap<FetchAdapter, Map<string, JobApi>>();
const maxKnown = 10_000;

function knownBy({ adapter }: Target): Map<string, JobApi> {
  const jobs = known.get(adapter) ?? new Map<string, JobApi>();
  known.set(adapter, jobs);
  return jobs;
}

const keyOf = (target: Target, jobId: string): string => `${target.origin} ${jobId.slice(0, 15)}`;

function remember(target: Target, jobId: string, api: JobApi): JobApi {
  const jobs = knownBy(target);
  if (jobs.size >= maxKnown) jobs.clear();
  jobs.set(keyOf(target, jobId), api);
  return api;
}
