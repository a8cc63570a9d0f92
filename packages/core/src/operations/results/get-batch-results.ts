import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { RowResult } from "../../protocol/row-result.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { readBatchResultsRequest } from "../../requests/result-requests.ts";

/**
 * Reads what became of each row of a batch, in the order of the rows that were sent; from CSV, JSON and XML jobs alike.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @param batchId - The batch's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; SalesforceError with `InvalidBatch` where the batch is not completed or was
 *   not processed; NetworkError, SessionError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 * @example
 * ```ts
 * import { getBatchResults } from "@sfbulk/core";
 *
 * const results = await getBatchResults(connection, job.id, batch.id);
 * const failed = results.filter((row) => !row.success);
 * ```
 */
export async function getBatchResults(
  connection: Connection,
  jobId: string,
  batchId: string,
  options: CallOptions = {},
): Promise<RowResult[]> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const request = readBatchResultsRequest(checkId(jobId, "750", "jobId"), checkId(batchId, "751", "batchId"));
  return await ask(target, request, options);
}
