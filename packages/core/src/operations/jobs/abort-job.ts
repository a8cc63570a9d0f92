import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settle, type Settlement } from "../../exchange/settle.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { abortJobRequest, readJobRequest } from "../../requests/job-requests.ts";

/**
 * Aborts a job, and resolves only when Salesforce has said that this job is `Aborted`. Queued batches are not processed,
 * a batch in progress runs to its end, and nothing that was written is undone.
 *
 * It may be called again: a job that is aborted already is a success. One whose batches are all done cannot be aborted.
 * Besides its creator, users with the permission "Manage Data Integrations" may abort a job.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws the same errors as `closeJob`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_abort.htm
 * @example
 * ```ts
 * import { abortJob } from "@sfbulk/core";
 *
 * const job = await abortJob(connection, "7509H0000016GUXQA2");
 * ```
 */
export async function abortJob(connection: Connection, jobId: string, options: CallOptions = {}): Promise<JobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return (await settle(target, abortion(checkId(jobId, "750", "jobId")), options)).job;
}

/** Says what aborting a job of Bulk API 1.0 takes, and what proves it. */
export const abortion = (jobId: string): Settlement<JobInfo> => ({
  change: abortJobRequest(jobId),
  proof: readJobRequest(jobId),
  isSettled: (job) => job.state === "Aborted",
});
