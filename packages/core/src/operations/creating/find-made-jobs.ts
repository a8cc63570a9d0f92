import type { Target } from "../../connection/check-connection.ts";
import { pause } from "../../async/pause.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import { ask } from "../../exchange/ask.ts";
import { longestPause } from "../../exchange/exchange.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { type ListedJobType, readUserRequest } from "../../requests/org-requests.ts";
import { listJobs } from "./list-jobs.ts";
import { isMadeHere } from "./made-here.ts";

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

/** What a search for a job found. */
interface MadeJobs {
  readonly candidates: readonly string[];
  /** What was found in words, or why it could not be looked for. */
  readonly note: string;
  /** Whether the list was read to its end. */
  readonly isCertain: boolean;
}

/**
 * Finds the open jobs that a creation whose answer was lost may have made: of this user, object and operation, made since,
 * without batches, and not by another call here. They are named and never touched: they may be another process's. It looks twice at growing distance,
 * as long as there is none: the request may still be on its way. It never throws.
 *
 * @param began - When the creation was sent, by `performance.now()`.
 * @param retryAfter - Milliseconds that the server asked to wait.
 */
export async function findMadeJobs(
  target: Target,
  made: MadeJob,
  began: number,
  retryAfter: number,
): Promise<MadeJobs> {
  if (retryAfter > longestPause(target)) {
    return { candidates: [], isCertain: false, note: "whether a job was made is unknown: look for it with findJobs" };
  }
  // What was reset on its way arrives within a moment, if at all.
  await pause(Math.max(2 * target.baseDelay, retryAfter), undefined);
  const first = await look(target, made, began);
  if (!first.isCertain || first.candidates.length > 0) return first;
  await pause(8 * target.baseDelay, undefined);
  return await look(target, made, began);
}

async function look(target: Target, { jobType, operation, object }: MadeJob, began: number): Promise<MadeJobs> {
  const candidates: string[] = [];
  // Somebody waits for the error: the retries have been spent.
  const hurried = { ...target, attempts: Math.min(target.attempts, 2) };
  try {
    const { userId } = await ask(hurried, readUserRequest(), {});
    for await (const { job, now } of listJobs(hurried, jobType, undefined)) {
      const since = now - (performance.now() - began) - clockTolerance;
      const fits =
        // A query is never open.
        (job.state === "Open" || jobType === "V2Query") &&
        job.operation === operation &&
        (object === undefined || job.object?.toLowerCase() === object.toLowerCase()) &&
        !isMadeHere(target, job) &&
        job.createdById !== null &&
        isSameId(job.createdById, userId) &&
        // A time that cannot be read excludes nothing.
        !(Date.parse(job.createdDate) < since);
      if (fits && (jobType !== "Classic" || (await isEmpty(hurried, job.id)))) candidates.push(job.id);
    }
  } catch (error) {
    const note = `whether a job was made is unknown, and cannot be looked up: ${wordsOfError(error)}`;
    return { candidates, note, isCertain: false };
  }
  const note =
    candidates.length === 0
      ? "no job that it may have made is in the org's list: look again with findJobs"
      : `it may have made ${candidates.map((id) => `job "${id}"`).join(", ")}: of this user${jobType === "V2Query" ? "" : ", open and without batches"}`;
  return { candidates, note, isCertain: true };
}

/** The list of jobs has no counts. */
async function isEmpty(target: Target, jobId: string): Promise<boolean> {
  const { state, numberBatchesTotal } = await ask(target, readJobRequest(jobId), {});
  return state === "Open" && numberBatchesTotal === 0;
}
