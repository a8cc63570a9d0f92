import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settle, type Settlement } from "../../exchange/settle.ts";
import type { QueryJobInfo } from "../../protocol/query-job-info.ts";
import { abortQueryJobRequest, readQueryJobRequest } from "../../requests/query-requests.ts";

/**
 * Aborts a query job of Bulk API 2.0 that has not ended, and resolves only when Salesforce has said that this job is
 * `Aborted`. It may be called again: a job that is aborted already is a success.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws TypeError for a bad argument, before anything is sent; the reason of `signal`; SalesforceError with the job where
 *   it is complete or has failed; SessionError; NetworkError and ResponseError, with the job as last read.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_abort_job.htm
 * @example
 * ```ts
 * import { abortQueryJob } from "@sfbulk/core";
 *
 * const job = await abortQueryJob(connection, runningQueryJobId);
 * ```
 */
export async function abortQueryJob(
  connection: Connection,
  jobId: string,
  options: CallOptions = {},
): Promise<QueryJobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return (await settle(target, queryAbortion(checkId(jobId, "750", "jobId")), options)).job;
}

/**
 * Says what aborting a query job of Bulk API 2.0 takes, and what proves it.
 *
 * @param states - The states that will do. Who only wants nothing to go on any more takes each in which nothing does.
 */
export const queryAbortion = (jobId: string, states: readonly string[] = ["Aborted"]): Settlement<QueryJobInfo> => ({
  change: abortQueryJobRequest(jobId),
  proof: readQueryJobRequest(jobId),
  isSettled: (job) => states.includes(job.state),
});
