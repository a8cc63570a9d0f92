import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { abortJob } from "../jobs/abort-job.ts";
import { getJob } from "../jobs/get-job.ts";
import { settleClose } from "../jobs/settle-close.ts";

/** What is to be done with a job that was left open. */
export interface PlannedEnding {
  readonly jobId: string;
  readonly outcome: "would-close" | "would-abort";
  /** The job as it was read when this was planned. */
  readonly job: JobInfo;
}

/** What became of a job that was found open. */
export type StaleJobOutcome =
  /** What would be done without `dryRun`. */
  | PlannedEnding
  | ({
      readonly jobId: string;
    } & (
      | { readonly outcome: "closed" | "already-closed" | "aborted"; readonly job: JobInfo }
      /** Somebody else created it, and only its creator may close it. `abortOthers` aborts it. */
      | { readonly outcome: "not-ours"; readonly job: JobInfo }
      /** It is not any more what the list showed: somebody works with it. It was left alone. */
      | { readonly outcome: "changed"; readonly job: JobInfo }
      /** It may be open; the error says what is known. */
      | { readonly outcome: "failed"; readonly error: Error }
    ));

/**
 * Looks at a job that the list shows open, and says what is to be done with it.
 *
 * @param userId - Whose session it is: only who created a job may close it.
 * @throws the signal's reason, and nothing else: a job that cannot be read is an outcome.
 */
export async function planEnding(
  connection: Connection,
  listed: ListedJob,
  userId: string,
  abortOthers: boolean,
  options: CallOptions,
): Promise<StaleJobOutcome> {
  const { id: jobId } = listed;
  return await orFailed(jobId, options, async () => {
    const job = await getJob(withVersionOf(listed, connection), jobId, options);
    if (job.state !== listed.state || job.systemModstamp !== listed.systemModstamp)
      return { jobId, outcome: "changed", job };
    const ours = job.createdById !== null && isSameId(job.createdById, userId);
    if (!ours && !abortOthers) return { jobId, outcome: "not-ours", job };
    return { jobId, outcome: ours ? "would-close" : "would-abort", job };
  });
}

/** Does what was planned a moment ago. */
export async function carryOut(
  connection: Connection,
  { jobId, outcome, job }: PlannedEnding,
  options: CallOptions,
): Promise<StaleJobOutcome> {
  const own = withVersionOf(job, connection);
  return await orFailed(jobId, options, async () => {
    if (outcome === "would-abort") return { jobId, outcome: "aborted", job: await abortJob(own, jobId, options) };
    const closed = await settleClose(own, jobId, options);
    return { jobId, outcome: closed.outcome, job: closed.job };
  });
}

/** Does what was planned before somebody was asked, unless the job has changed since: the answer may have taken a while. */
export async function carryOutLater(
  connection: Connection,
  plan: PlannedEnding,
  options: CallOptions,
): Promise<StaleJobOutcome> {
  const { jobId, job } = plan;
  const changed = await orFailed<StaleJobOutcome | undefined>(jobId, options, async () => {
    const now = await getJob(withVersionOf(job, connection), jobId, options);
    return now.systemModstamp === job.systemModstamp ? undefined : { jobId, outcome: "changed", job: now };
  });
  return changed ?? (await carryOut(connection, plan, options));
}

/** Salesforce reads a job of an old version with that version only. */
const withVersionOf = ({ apiVersion }: Pick<JobInfo, "apiVersion">, connection: Connection): Connection =>
  apiVersion === 0 ? connection : { ...connection, version: apiVersion };

/** One job that fails hides nothing of the others. */
async function orFailed<T>(
  jobId: string,
  { signal }: CallOptions,
  work: () => Promise<T>,
): Promise<T | Extract<StaleJobOutcome, { readonly outcome: "failed" }>> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    return { jobId, outcome: "failed", error: error as Error };
  }
}
