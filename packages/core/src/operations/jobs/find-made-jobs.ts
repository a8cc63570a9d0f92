import type { Target } from "../../connection/check-connection.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import { ask } from "../../exchange/ask.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { type ListedJobType, readUserRequest } from "../../requests/org-requests.ts";
import { listJobs } from "./list-jobs.ts";

/** What tells a job that was made from others. */
export interface MadeJob {
  /** `Classic` for Bulk API 1.0. */
  readonly jobType: ListedJobType;
  readonly operation: string;
  /** The API name of the object; absent where the org finds it out. */
  readonly object: string | undefined;
}

/** How far the clocks of an org's servers may be apart. In milliseconds. */
const clockTolerance = 120_000;

/**
 * Finds the open jobs that a creation whose answer was lost may have made: of this user, object and operation, made since,
 * and without batches. They are named and never touched: they may be another process's.
 *
 * @param began - When the creation was sent, by `performance.now()`.
 * @returns with `note`, what was found in words, or why it could not be looked for. It never throws.
 */
export async function findMadeJobs(
  target: Target,
  { jobType, operation, object }: MadeJob,
  began: number,
): Promise<{ readonly candidates: readonly string[]; readonly note: string }> {
  const candidates: string[] = [];
  // Somebody waits for the error: the retries have been spent.
  const hurried = { ...target, attempts: Math.min(target.attempts, 2) };
  try {
    const { userId } = await ask(hurried, readUserRequest(), {});
    for await (const { job, now } of listJobs(hurried, jobType, undefined)) {
      const since = now - (performance.now() - began) - clockTolerance;
      const fits =
        job.state === "Open" &&
        job.operation === operation &&
        (object === undefined || job.object === object) &&
        job.createdById !== null &&
        isSameId(job.createdById, userId) &&
        !(Date.parse(job.createdDate) < since);
      if (fits && (jobType !== "Classic" || (await isEmpty(hurried, job.id)))) candidates.push(job.id);
    }
  } catch (error) {
    return { candidates, note: `whether a job was made is unknown, and cannot be looked up: ${wordsOfError(error)}` };
  }
  const note =
    candidates.length === 0
      ? "no job that it may have made is in the org's list yet: look again with findJobs"
      : `it may have made ${candidates.map((id) => `job "${id}"`).join(", ")}: an open job of this user without batches`;
  return { candidates, note };
}

/** The list of jobs has no counts. */
async function isEmpty(target: Target, jobId: string): Promise<boolean> {
  const { state, numberBatchesTotal } = await ask(target, readJobRequest(jobId), {});
  return state === "Open" && numberBatchesTotal === 0;
}
