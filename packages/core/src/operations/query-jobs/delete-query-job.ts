import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { deleteQueryJobRequest } from "../../requests/query-requests.ts";
import { deleteEndedJob } from "../ingest/delete-ended-job.ts";

/**
 * Deletes a query job of Bulk API 2.0 and its results. It must be `JobComplete`, `Aborted` or `Failed`. Salesforce deletes
 * it by itself after seven days.
 *
 * A lost answer is asked for again; that the job is not there then is the success that was not heard of.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; SalesforceError where there is no such job, or it has not ended;
 *   SessionError, NetworkError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_delete_job.htm
 * @example
 * ```ts
 * import { deleteQueryJob, waitForQueryJob } from "@sfbulk/core";
 *
 * await waitForQueryJob(connection, queryJobId);
 * await deleteQueryJob(connection, queryJobId);
 * ```
 */
export async function deleteQueryJob(connection: Connection, jobId: string, options: CallOptions = {}): Promise<void> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  await deleteEndedJob(target, deleteQueryJobRequest(checkId(jobId, "750", "jobId")), options);
}
