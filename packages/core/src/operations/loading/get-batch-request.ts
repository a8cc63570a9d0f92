import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { readBatchRowsRequest } from "../../requests/batch-requests.ts";

/**
 * Reads the rows of a batch as they were sent. Of a ZIP batch it is the content of its `request.txt`.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @param batchId - The batch's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_request.htm
 * @example
 * ```ts
 * import { getBatchRequest } from "@sfbulk/core";
 *
 * const csv = await getBatchRequest(connection, job.id, batch.id);
 * ```
 */
export async function getBatchRequest(
  connection: Connection,
  jobId: string,
  batchId: string,
  options: CallOptions = {},
): Promise<string> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const request = readBatchRowsRequest(checkId(jobId, "750", "jobId"), checkId(batchId, "751", "batchId"));
  return await ask(target, request, options);
}
