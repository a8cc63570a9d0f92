import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settle, type Settlement } from "../../exchange/settle.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { closeJobRequest, readJobRequest } from "../../requests/job-requests.ts";

/** How a job came to be closed. */
export interface ClosedJob<Job extends AnyJobInfo = JobInfo> {
  /** The job, in state `Closed`; one of Bulk API 2.0 in `UploadComplete` or further. */
  readonly job: Job;
  /**
   * `closed` by this call, or by one of its attempts whose answer was lost (or, which cannot be told apart, by somebody
   * else at that moment); `already-closed` before it.
   */
  readonly outcome: "closed" | "already-closed";
  /** How many times the close was sent. */
  readonly attempts: number;
  /** What proves it: the reply to the close, or a later reading of the job. */
  readonly verifiedBy: "reply" | "read";
}

/**
 * Closes a job as {@link closeJob} does, and tells how it came about: for logs, and for callers who must know who did it.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @throws the same errors as `closeJob`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_close.htm
 * @example
 * ```ts
 * import { settleClose } from "@sfbulk/core";
 *
 * const { outcome, attempts, verifiedBy } = await settleClose(connection, "7509H0000016GUXQA2");
 * ```
 */
export async function settleClose(
  connection: Connection,
  jobId: string,
  options: CallOptions = {},
): Promise<ClosedJob> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const { job, already, attempts, verifiedBy } = await settle(target, closing(checkId(jobId, "750", "jobId")), options);
  return { job, outcome: already ? "already-closed" : "closed", attempts, verifiedBy };
}

/** Says what closing a job of Bulk API 1.0 takes, and what proves it. */
export const closing = (jobId: string): Settlement<JobInfo> => ({
  change: closeJobRequest(jobId),
  proof: readJobRequest(jobId),
  isSettled: (job) => job.state === "Closed",
});
