import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import { readIngestJobRequest } from "../../requests/ingest-requests.ts";
import { type WaitForBulk2JobOptions, waitUntilEnded } from "./wait-until-ended.ts";

/** Options of {@link waitForIngestJob}. Times are milliseconds, or `"2s"`, `"24h"`. */
export interface WaitForIngestJobOptions extends WaitForBulk2JobOptions<IngestJobInfo> {}

/**
 * Waits until an ingest job of Bulk API 2.0 is `JobComplete`, `Failed` or `Aborted`. Nothing is changed by waiting, nor by
 * waiting in vain.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @returns the job. That it is complete does not say that all went well: see its `numberRecordsFailed`.
 * @throws TypeError for a bad argument; WaitTimeoutError with the job as last read; the reason of `signal`; what will not
 *   go better by itself, at once; and what fails for the moment after five minutes of nothing else, with since when.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm
 * @example
 * ```ts
 * import { closeIngestJob, waitForIngestJob } from "@sfbulk/core";
 *
 * await closeIngestJob(connection, ingestJobId);
 * const { numberRecordsProcessed, numberRecordsFailed } = await waitForIngestJob(connection, ingestJobId);
 * ```
 */
export async function waitForIngestJob(
  connection: Connection,
  jobId: string,
  options: WaitForIngestJobOptions = {},
): Promise<IngestJobInfo> {
  const target = checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  return await waitUntilEnded(target, id, readIngestJobRequest(id), options);
}
