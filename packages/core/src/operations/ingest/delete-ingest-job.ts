import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { checkId } from "../../arguments/check-id.ts";
import { deleteIngestJobRequest } from "../../requests/ingest-requests.ts";
import { deleteEndedJob } from "./delete-ended-job.ts";

/**
 * Deletes an ingest job of Bulk API 2.0 and its rows. It must be `UploadComplete`, `JobComplete`, `Aborted` or `Failed`.
 *
 * A lost answer is asked for again; that the job is not there then is the success that was not heard of.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; SalesforceError where there is no such job, or it is not ended;
 *   SessionError, NetworkError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/delete_job.htm
 * @example
 * ```ts
 * import { abortIngestJob, deleteIngestJob } from "@sfbulk/core";
 *
 * await abortIngestJob(connection, ingestJobId);
 * await deleteIngestJob(connection, ingestJobId);
 * ```
 */
export async function deleteIngestJob(connection: Connection, jobId: string, options: CallOptions = {}): Promise<void> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  await deleteEndedJob(target, deleteIngestJobRequest(checkId(jobId, "750", "jobId")), options);
}
