import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { QueryJobInfo } from "../../protocol/query-job-info.ts";
import { readQueryJobRequest } from "../../requests/query-requests.ts";

/**
 * Reads a query job of Bulk API 2.0.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_one_job.htm
 * @example
 * ```ts
 * import { getQueryJob } from "@sfbulk/core";
 *
 * const { state, numberRecordsProcessed } = await getQueryJob(connection, queryJobId);
 * ```
 */
export async function getQueryJob(
  connection: Connection,
  jobId: string,
  options: CallOptions = {},
): Promise<QueryJobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return await ask(target, readQueryJobRequest(checkId(jobId, "750", "jobId")), options);
}
