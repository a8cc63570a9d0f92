import type { Target } from "../../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../../exchange/exchange.ts";
import { type OperationError, toError } from "../../../exchange/failure.ts";
import { type ApiRequest, checkingReply } from "../../../requests/api-request.ts";
import { checkCount } from "../../../replies/check-count.ts";
import { readBatchRequest } from "../../../requests/batch-requests.ts";

/** What Salesforce gives of a batch, or why that cannot be had of this one. */
export type AboutBatch<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: OperationError };

/**
 * Asks for something of a batch. Where no use comes of it and the org answers otherwise, it is the batch that cannot be
 * read, and others can.
 *
 * @throws what an exchange ends in, where it is not about the batch: no reply, no session, a refusal of everything.
 */
export async function askAboutBatch<T>(
  target: Target,
  request: ApiRequest<T>,
  jobId: string,
  batchId: string,
  options: CallOptions,
): Promise<AboutBatch<T>> {
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return { ok: true, value: outcome.value };
  const error = toError(request.action, outcome.failure, { jobId, attempts: outcome.attempts });
  if (await isAboutBatch(target, jobId, batchId, error, options)) return { ok: false, error };
  throw error;
}

/** Tells whether an error is about a batch alone: it came by a reply, and the org tells of the batch itself. */
export async function isAboutBatch(
  target: Target,
  jobId: string,
  batchId: string,
  error: unknown,
  options: CallOptions,
): Promise<boolean> {
  if (!(error instanceof Error) || (error.name !== "ResponseError" && error.name !== "SalesforceError")) return false;
  return (await exchange(target, readBatchRequest(jobId, batchId), options)).ok;
}

/** Makes a request whose answer is asked for again where it has fewer rows than it must have, and no use with more. */
export const countingReply = <T extends { readonly length: number }>(
  request: ApiRequest<T>,
  what: string,
  expected: number | undefined,
): ApiRequest<T> =>
  checkingReply(request, (rows) => {
    checkCount(what, rows.length, expected);
    return rows;
  });
