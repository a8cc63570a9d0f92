import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { ingestJobReader, readIngestRequest } from "./ingest-request.ts";

/** What was found out, by org and job. A job never changes its API. */
const known = new Map<string, "1.0" | "2.0">();
const most = 10_000;

/**
 * Finds out which of the two APIs a job belongs to, by asking Bulk API 2.0 for it once.
 *
 * That Bulk API 2.0 says `Classic` of a job of Bulk API 1.0, or refuses to show it, is a guess: nobody has recorded it. Any
 * refusal but one of the session's is taken for the latter; asking Bulk API 1.0 then tells if there is no such job at all.
 *
 * @throws SessionError, NetworkError, ResponseError where it got no answer.
 */
export async function findApi(target: Target, jobId: string, options: CallOptions): Promise<"1.0" | "2.0"> {
  const key = `${target.origin} ${jobId.slice(0, 15)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const request = readIngestRequest(jobId);
  const { attempts, ...outcome } = await exchange(target, request, ingestJobReader(jobId), options);
  if (!outcome.ok && (outcome.failure.fault === undefined || outcome.failure.type === "session")) {
    throw toError(`find out which API job "${jobId}" belongs to`, outcome.failure, { jobId, attempts });
  }
  const api = outcome.ok && outcome.value.jobType !== "Classic" ? "2.0" : "1.0";
  if (known.size >= most) known.clear();
  known.set(key, api);
  return api;
}
