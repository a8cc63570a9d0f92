import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { readIngestJobRequest } from "../../requests/ingest-requests.ts";

/**
 * Reads an ingest job of Bulk API 2.0.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm
 * @example
 * ```ts
 * import { getIngestJob } from "@sfbulk/core";
 *
 * const { state, numberRecordsFailed } = await getIngestJob(connection, ingestJobId);
 * ```
 */
export async function getIngestJob(
  connection: Connection,
  jobId: string,
  options: CallOptions = {},
): Promise<IngestJobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return await ask(target, readIngestJobRequest(checkId(jobId, "750", "jobId")), options);
}
