import { checkId } from "../../arguments/check-id.ts";
import { checkObject } from "../../arguments/check-object.ts";
import { checkWord } from "../../arguments/check-word.ts";
import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { type Settled, settle } from "../../exchange/settle.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import type { ApiRequest } from "../../requests/api-request.ts";
import { deleteIngestJobRequest, readIngestJobRequest } from "../../requests/ingest-requests.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { ingestAbortion } from "../ingest/abort-ingest-job.ts";
import { ingestClosing } from "../ingest/close-ingest-job.ts";
import { deleteEndedJob } from "../ingest/delete-ended-job.ts";
import { abortion } from "../jobs/abort-job.ts";
import { closing } from "../jobs/settle-close.ts";
import { targetForJob } from "../../connection/target-for-job.ts";

/** A job that may have been left open. */
export type OpenJobInfo = JobInfo | IngestJobInfo;

/** What is to be done with a job that was left open. */
export interface PlannedEnding {
  readonly jobId: string;
  /** `would-delete` aborts it first. */
  readonly outcome: "would-close" | "would-abort" | "would-delete";
  /** The job as it was read when this was planned. */
  readonly job: OpenJobInfo;
}

/** What a sweep may do. */
export interface SweepRules {
  /** Whether jobs of others are aborted. */
  readonly abortOthers: boolean;
  /** What becomes of open jobs of Bulk API 2.0. */
  readonly ingest: IngestEnding;
}

/** What a sweep does with an open ingest job of Bulk API 2.0. Closing it has Salesforce write its rows. */
export type IngestEnding = "abort" | "delete" | "close";

/** What became of a job that was found open. */
export type StaleJobOutcome =
  /** What would be done without `dryRun`. */
  | PlannedEnding
  | ({
      readonly jobId: string;
    } & (
      | { readonly outcome: "closed" | "already-closed" | "aborted" | "deleted"; readonly job: OpenJobInfo }
      /** Somebody else created it, and only its creator may close it. `abortOthers` aborts it. */
      | { readonly outcome: "not-ours"; readonly job: OpenJobInfo }
      /** It is not any more what the list showed: somebody works with it. It was left alone. */
      | { readonly outcome: "changed"; readonly job: OpenJobInfo }
      /** It may be open; the error says what is known. */
      | { readonly outcome: "failed"; readonly error: Error }
    ));

/** Tells whether something is to be done. */
export const isPlanned = (outcome: StaleJobOutcome): outcome is PlannedEnding => outcome.outcome.startsWith("would-");

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
  { abortOthers, ingest }: SweepRules,
  options: CallOptions,
): Promise<StaleJobOutcome> {
  const { id: jobId } = listed;
  return await orFailed(jobId, options, async () => {
    const isIngest = listed.jobType === "V2Ingest";
    const request: ApiRequest<OpenJobInfo> = isIngest ? readIngestJobRequest(jobId) : readJobRequest(jobId);
    const job = await ask(targetForJob(target, listed.apiVersion), request, options);
    if (job.state !== listed.state || job.systemModstamp !== listed.systemModstamp)
      return { jobId, outcome: "changed", job };
    const ours = job.createdById !== null && isSameId(job.createdById, userId);
    if (!ours && !abortOthers) return { jobId, outcome: "not-ours", job };
    const ending = isIngest ? ingest : "close";
    return { jobId, outcome: ours || ending !== "close" ? `would-${ending}` : "would-abort", job };
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
    const isIngest = isIngestJob(job);
    if (outcome === "would-close") {
      const closed: Settled<OpenJobInfo> = isIngest
        ? await settle(own, ingestClosing(jobId), options)
        : await settle(own, closing(jobId), options);
      return { jobId, outcome: closed.already ? "already-closed" : "closed", job: closed.job };
    }
    const aborted: Settled<OpenJobInfo> = isIngest
      ? await settle(own, ingestAbortion(jobId), options)
      : await settle(own, abortion(jobId), options);
    if (outcome === "would-abort" || !isIngest) return { jobId, outcome: "aborted", job: aborted.job };
    await deleteEndedJob(own, deleteIngestJobRequest(jobId), options);
    return { jobId, outcome: "deleted", job: aborted.job };
  });
}

/** Tells the jobs of the two APIs apart: only those of Bulk API 2.0 have a delimiter, whatever a reply leaves out. */
const isIngestJob = (job: OpenJobInfo): job is IngestJobInfo => "columnDelimiter" in job;

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
    checkWord("outcome", outcome, ["would-close", "would-abort", "would-delete"]);
    checkObject("job", job, "the job as the dry run gave it");
    const request: ApiRequest<OpenJobInfo> = isIngestJob(job) ? readIngestJobRequest(jobId) : readJobRequest(jobId);
    const now = await ask(targetForJob(target, job.apiVersion), request, options);
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
