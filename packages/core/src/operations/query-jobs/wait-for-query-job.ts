import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { QueryJobInfo } from "../../protocol/query-job-info.ts";
import { readQueryJobRequest } from "../../requests/query-requests.ts";
import { type WaitForBulk2JobOptions, waitUntilEnded } from "../ingest/wait-until-ended.ts";

/** Options of {@link waitForQueryJob}. Times are milliseconds, or `"2s"`, `"24h"`. */
export interface WaitForQueryJobOptions extends WaitForBulk2JobOptions<QueryJobInfo> {}

/**
 * Waits until a query job of Bulk API 2.0 is `JobComplete`, `Failed` or `Aborted`. Nothing is changed by waiting, nor by
 * waiting in vain.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @returns the job. Only of one that is `JobComplete` there are results.
 * @throws TypeError for a bad argument; WaitTimeoutError with the job as last read; the reason of `signal`; what will not
 *   go better by itself, at once; and what fails for the moment after five minutes of nothing else, with since when.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_one_job.htm
 * @example
 * ```ts
 * import { waitForQueryJob } from "@sfbulk/core";
 *
 * const { state, numberRecordsProcessed } = await waitForQueryJob(connection, queryJobId, { waitTimeout: "10m" });
 * ```
 */
export async function waitForQueryJob(
  connection: Connection,
  jobId: string,
  options: WaitForQueryJobOptions = {},
): Promise<QueryJobInfo> {
  const target = checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  return await waitUntilEnded(target, id, readQueryJobRequest(id), options);
}
