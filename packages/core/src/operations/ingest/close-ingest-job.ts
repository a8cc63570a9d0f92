import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settle, type Settlement } from "../../exchange/settle.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { closeIngestJobRequest, readIngestJobRequest } from "../../requests/ingest-requests.ts";

/**
 * Closes a job of Bulk API 2.0: says that its upload is complete, **which begins its processing**, and resolves only when
 * Salesforce has said that this job is `UploadComplete` or further.
 *
 * It may be called again: a job that is closed already is a success. A lost answer is asked for again and settled by
 * reading the job.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError for a bad argument, before anything is sent; the reason of `signal`; SalesforceError with the job where
 *   it is aborted or has failed; SessionError; NetworkError and ResponseError, with the job as last read.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/close_job.htm
 * @example
 * ```ts
 * import { closeIngestJob } from "@sfbulk/core";
 *
 * const job = await closeIngestJob(connection, ingestJobId);
 * console.log(job.state);
 * ```
 */
export async function closeIngestJob(
  connection: Connection,
  jobId: string,
  options: CallOptions = {},
): Promise<IngestJobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return (await settle(target, ingestClosing(checkId(jobId, "750", "jobId")), options)).job;
}

/** A job whose upload is complete goes on by itself: any of these shows that it is closed. */
const closed = ["UploadComplete", "InProgress", "JobComplete"];

/** Says what closing a job of Bulk API 2.0 takes, and what proves it. */
export const ingestClosing = (jobId: string): Settlement<IngestJobInfo> => ({
  change: closeIngestJobRequest(jobId),
  proof: readIngestJobRequest(jobId),
  isSettled: (job) => closed.includes(job.state),
});
