import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settle, type Settlement } from "../../exchange/settle.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { abortIngestJobRequest, readIngestJobRequest } from "../../requests/ingest-requests.ts";

/**
 * Aborts a job of Bulk API 2.0, and resolves only when Salesforce has said that this job is `Aborted`. An open job has
 * written nothing; of one that is being processed, what was written stays.
 *
 * It may be called again: a job that is aborted already is a success.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws the same errors as `closeIngestJob`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/close_job.htm
 * @example
 * ```ts
 * import { abortIngestJob } from "@sfbulk/core";
 *
 * const job = await abortIngestJob(connection, ingestJobId);
 * ```
 */
export async function abortIngestJob(
  connection: Connection,
  jobId: string,
  options: CallOptions = {},
): Promise<IngestJobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return (await settle(target, ingestAbortion(checkId(jobId, "750", "jobId")), options)).job;
}

/** Says what aborting a job of Bulk API 2.0 takes, and what proves it. */
export const ingestAbortion = (jobId: string): Settlement<IngestJobInfo> => ({
  change: abortIngestJobRequest(jobId),
  proof: readIngestJobRequest(jobId),
  isSettled: (job) => job.state === "Aborted",
});
