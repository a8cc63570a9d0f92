import type { Target } from "../connection/check-connection.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import { type CallOptions, exchange } from "./exchange.ts";
import { toError } from "./failure.ts";

/**
 * Asks Salesforce for a value: what most operations do.
 *
 * @throws the caller's abort reason; SessionError, SalesforceError, NetworkError, ResponseError.
 */
export async function ask<T>(target: Target, request: ApiRequest<T>, options: CallOptions): Promise<T> {
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return outcome.value;
  throw toError(request.action, outcome.failure, { jobId: request.jobId, attempts: outcome.attempts });
}
