import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { jobCountsRequest } from "./job-counts-request.ts";

/**
 * Reads a job: its state, and how far its batches are.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_get_details.htm
 * @example
 * ```ts
 * import { getJob } from "@sfbulk/core";
 *
 * const job = await getJob(connection, "7509H0000016GUXQA2");
 * console.log(job.state, job.numberBatchesCompleted, "of", job.numberBatchesTotal);
 * ```
 */
export async function getJob(connection: Connection, jobId: string, options: CallOptions = {}): Promise<JobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return await ask(target, jobCountsRequest(checkId(jobId, "750", "jobId")), options);
}
