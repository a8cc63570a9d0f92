import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { isCode } from "../../replies/read-fault.ts";
import type { ApiRequest } from "../../requests/api-request.ts";

/**
 * Deletes a job of Bulk API 2.0. That the job is not there after a lost answer is the success that was not heard of.
 *
 * @throws the errors of an exchange.
 */
export async function deleteEndedJob(target: Target, request: ApiRequest<void>, options: CallOptions): Promise<void> {
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return;
  const { failure, mayHaveApplied, attempts } = outcome;
  if (mayHaveApplied && failure.fault !== undefined && isCode(failure.fault, "NOT_FOUND")) return;
  throw toError(request.action, failure, { jobId: request.jobId, attempts });
}
