import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { readBatchRequest } from "../../requests/batch-requests.ts";

/**
 * Reads a batch: its state and its counts.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @param batchId - The batch's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_info.htm
 * @example
 * ```ts
 * import { getBatch } from "@sfbulk/core";
 *
 * const { state, stateMessage } = await getBatch(connection, job.id, batch.id);
 * ```
 */
export async function getBatch(
  connection: Connection,
  jobId: string,
  batchId: string,
  options: CallOptions = {},
): Promise<BatchInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const request = readBatchRequest(checkId(jobId, "750", "jobId"), checkId(batchId, "751", "batchId"));
  return await ask(target, request, options);
}
