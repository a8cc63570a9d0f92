import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { listBatchesRequest } from "../../requests/batch-requests.ts";

/**
 * Lists all batches of a job, in the order in which Salesforce gives them.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_info_all.htm
 * @example
 * ```ts
 * import { listBatches } from "@sfbulk/core";
 *
 * const failed = (await listBatches(connection, job.id)).filter((batch) => batch.state === "Failed");
 * ```
 */
export async function listBatches(
  connection: Connection,
  jobId: string,
  options: CallOptions = {},
): Promise<BatchInfo[]> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const request = listBatchesRequest(checkId(jobId, "750", "jobId"));
  return await ask(target, request, options);
}
