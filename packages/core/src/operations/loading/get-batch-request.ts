import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { type ApiRequest, maxDataBytes } from "../../requests/api-request.ts";
import { ask, type CallOptions } from "../../exchange/exchange.ts";
import { NotTheAnswer } from "../../exchange/judge-reply.ts";
import type { ReplyBody } from "../../replies/read-body.ts";
import { kindOf } from "../../replies/read-value.ts";
import { checkId } from "../../arguments/check-id.ts";

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
  const request = batchRequestRequest(checkId(jobId, "750", "jobId"), checkId(batchId, "751", "batchId"));
  return await ask(target, request, readBatchRequest, options);
}

/** Says "which rows does this batch have". */
export const batchRequestRequest = (jobId: string, batchId: string): ApiRequest => ({
  action: `read the rows of batch "${batchId}"`,
  jobId,
  method: "GET",
  path: `job/${jobId}/batch/${batchId}/request`,
  contentType: "application/json",
  repeatable: true,
  maxBytes: maxDataBytes,
});

/** Reads the rows as text, whatever their format. */
export function readBatchRequest(body: ReplyBody): string {
  if ("text" in body) return body.text;
  throw new NotTheAnswer(`the reply is ${kindOf(body)}, expected the rows of a batch`);
}
