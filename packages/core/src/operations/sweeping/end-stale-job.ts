import { checkId } from "../../arguments/check-id.ts";
import { checkObject } from "../../arguments/check-object.ts";
import { checkWord } from "../../arguments/check-word.ts";
import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { settle } from "../../exchange/settle.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { abortion } from "../jobs/abort-job.ts";
import { closing } from "../jobs/settle-close.ts";
import { targetForJob } from "../jobs/target-for-job.ts";

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
  target: Target,
  listed: ListedJob,
  userId: string,
  abortOthers: boolean,
  options: CallOptions,
): Promise<StaleJobOutcome> {
  const { id: jobId } = listed;
  return await orFailed(jobId, options, async () => {
    const job = await ask(targetForJob(target, listed.apiVersion), readJobRequest(jobId), options);
    if (job.state !== listed.state || job.systemModstamp !== listed.systemModstamp)
      return { jobId, outcome: "changed", job };
    const ours = job.createdById !== null && isSameId(job.createdById, userId);
    if (!ours && !abortOthers) return { jobId, outcome: "not-ours", job };
    return { jobId, outcome: ours ? "would-close" : "would-abort", job };
  });
}

/** Does what was planned a moment ago. */
export async function carryOut(
  target: Target,
  { jobId, outcome, job }: PlannedEnding,
  options: CallOptions,
): Promise<StaleJobOutcome> {
  return await orFailed(jobId, options, async () => {
    const own = targetForJob(target, job.apiVersion);
    if (outcome === "would-abort") {
      return { jobId, outcome: "aborted", job: (await settle(own, abortion(jobId), options)).job };
    }
    const closed = await settle(own, closing(jobId), options);
    return { jobId, outcome: closed.already ? "already-closed" : "closed", job: closed.job };
  });
}

/**
 * Does what was planned before somebody was asked, unless the job has changed since: the answer may have taken a while.
 *
 * @throws the signal's reason, and nothing else: what is no plan is an outcome.
 */
export async function carryOutLater(
  target: Target,
  plan: PlannedEnding,
  options: CallOptions,
): Promise<StaleJobOutcome> {
  const jobId = plan?.jobId;
  const changed = await orFailed<StaleJobOutcome | undefined>(jobId, options, async () => {
    checkObject("planned", plan, "outcomes of a dry run");
    const { outcome, job } = plan;
    checkId(jobId, "750", "jobId");
    checkWord("outcome", outcome, ["would-close", "would-abort"]);
    checkObject("job", job, "the job as the dry run gave it");
    const now = await ask(targetForJob(target, job.apiVersion), readJobRequest(jobId), options);
    return now.systemModstamp === job.systemModstamp ? undefined : { jobId, outcome: "changed", job: now };
  });
  return changed ?? (await carryOut(target, plan, options));
}

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
