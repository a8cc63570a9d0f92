import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { isCode } from "../../replies/read-fault.ts";
import { checkId } from "../../arguments/check-id.ts";
import { deleteIngestJobRequest } from "../../requests/ingest-requests.ts";

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
  const id = checkId(jobId, "750", "jobId");
  const request = deleteIngestJobRequest(id);
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return;
  const { failure, mayHaveApplied, attempts } = outcome;
  if (mayHaveApplied && failure.fault !== undefined && isCode(failure.fault, "NOT_FOUND")) return;
  throw toError(request.action, failure, { jobId: id, attempts });
}
