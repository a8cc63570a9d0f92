import { pause } from "../../async/pause.ts";
import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { retryDelay } from "../../exchange/retry-delay.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { ApiRequest } from "../../requests/api-request.ts";
import { addBatchRequest } from "../../requests/batch-requests.ts";
import { afterSameRows } from "./after-same-rows.ts";
import { findSentBatch, rememberBatch } from "./find-sent-batch.ts";

/**
 * Adds a batch as `addBatch` does, where everything is checked.
 *
 * @param contentType - The header for the rows.
 */
export async function addCheckedBatch(
  target: Target,
  id: string,
  contentType: string,
  body: string | Uint8Array<ArrayBuffer>,
  options: CallOptions,
): Promise<BatchInfo> {
  const request = addBatchRequest(id, contentType, body);
  return await afterSameRows(id, body, options.signal, () => sendOnce(target, id, request, body, options));
}

/** Sends the rows, and again only when it is known that they are not there. */
async function sendOnce(
  target: Target,
  jobId: string,
  request: ApiRequest<BatchInfo>,
  body: string | Uint8Array,
  options: CallOptions,
): Promise<BatchInfo> {
  const began = Date.now();
  let attempts = 0;
  for (let failures = 1; ; failures++) {
    const outcome = await exchange(target, request, options);
    attempts += outcome.attempts;
    if (outcome.ok) return rememberBatch(target, outcome.value);
    const { failure, patience } = outcome;
    const fail = (note?: string): Error =>
      toError(request.action, failure, { jobId, attempts, ...(note === undefined ? {} : { note }) });
    if (!outcome.mayHaveApplied && patience === undefined) throw fail();
    await pause(retryDelay(target, failures, patience?.retryAfter ?? null), options.signal);
    const found = await findSentBatch(target, jobId, body, began, options);
    if (found.kind === "there") return rememberBatch(target, found.batch);
    if (found.kind === "undecided") throw fail(`whether the batch was added is unknown: ${found.why}`);
    if (failures >= Math.min(target.attempts, patience?.maxAttempts ?? target.attempts))
      throw fail("the batch was not added");
  }
}
