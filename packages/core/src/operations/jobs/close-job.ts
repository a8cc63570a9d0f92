import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { settleClose } from "./settle-close.ts";

/**
 * Closes a job, and resolves only when Salesforce has said that this job is `Closed`.
 *
 * It may be called again, from anywhere and at any time: a job that is closed already is a success. A lost answer is
 * asked for again and settled by reading the job; an expired session is renewed once where `accessToken` is a function.
 *
 * It is for jobs of Bulk API 1.0. `closeIngestJob` closes those of Bulk API 2.0, `closeJobs` takes ids of both.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @returns the job as it is then. Its batches may still be on their way: closing ends the adding, not the processing.
 * @throws TypeError for a bad argument, before anything is sent; the reason of `signal`; SalesforceError where
 *   Salesforce refused, with the job on it where it is aborted or has failed; SessionError; NetworkError and
 *   ResponseError when no usable answer came, with the job as last read, or without one where its state is unknown.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_close.htm
 * @example
 * ```ts
 * import { closeJob } from "@sfbulk/core";
 *
 * const job = await closeJob(connection, "7509H0000016GUXQA2");
 * console.log(job.state, job.numberBatchesTotal);
 * ```
 */
export async function closeJob(connection: Connection, jobId: string, options: CallOptions = {}): Promise<JobInfo> {
  return (await settleClose(connection, jobId, options)).job;
}
