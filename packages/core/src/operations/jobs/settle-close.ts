import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { classicEnding } from "../../requests/classic-ending.ts";
import { endJob } from "./end-job.ts";

/** How a job came to be closed. */
export interface ClosedJob {
  /** The job, in state `Closed`. */
  readonly job: JobInfo;
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
  const ending = classicEnding(checkId(jobId, "750", "jobId"), "Closed");
  const { job, already, attempts, verifiedBy } = await endJob(target, ending, options);
  return { job, outcome: already ? "already-closed" : "closed", attempts, verifiedBy };
}
