import type { Target } from "../../connection/check-connection.ts";
import { pause } from "../../async/pause.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import { ask } from "../../exchange/ask.ts";
import { longestPause } from "../../exchange/exchange.ts";
import { judgeListedJob } from "../../protocol/judge-listed-job.ts";
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
  /** Whether there are no others: the list was read to its end, and says of each job what it is. */
  readonly isCertain: boolean;
}

interface Look extends MadeJobs {
  readonly isWhole: boolean;
}

/**
 * Finds the open jobs that a creation whose answer was lost may have made: of this user, object and operation, made since,
 * without batches, and not by another call here. They are named and never touched: they may be another process's. One of
 * which the list says too little to tell makes it uncertain that there are no others. It looks twice at growing distance, as
 * long as there is none: the request may still be on its way. It never throws.
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
  if (!first.isWhole || first.candidates.length > 0) return first;
  await pause(8 * target.baseDelay, undefined);
  return await look(target, made, began);
}

async function look(target: Target, { jobType, operation, object }: MadeJob, began: number): Promise<Look> {
  const candidates: string[] = [];
  const unclear: string[] = [];
  // Somebody waits for the error: the retries have been spent.
  const hurried = { ...target, attempts: Math.min(target.attempts, 2) };
  try {
    const { userId } = await ask(hurried, readUserRequest(), {});
    for await (const { job, now } of listJobs(hurried, jobType, undefined)) {
      const since = now - (performance.now() - began) - clockTolerance;
      const tests = [
        ...judgeListedJob(job, { state: stateOf(jobType), operation, object, createdBy: userId }),
        !isMadeHere(target, job),
        // A time that cannot be read excludes nothing.
        !(Date.parse(job.createdDate) < since),
      ];
      if (tests.includes(false)) continue;
      if (tests.includes(undefined) || job.id === "") unclear.push(job.id);
      else if (jobType !== "Classic" || (await isEmpty(hurried, job.id))) candidates.push(job.id);
    }
  } catch (error) {
    const note = `whether a job was made is unknown, and cannot be looked up: ${wordsOfError(error)}`;
    return { candidates, note, isCertain: false, isWhole: false };
  }
  return { candidates, note: noteOf(jobType, candidates, unclear), isCertain: unclear.length === 0, isWhole: true };
}

function noteOf(jobType: ListedJobType, candidates: readonly string[], unclear: readonly string[]): string {
  const found =
    candidates.length === 0
      ? "no job that it may have made is in the org's list: look again with findJobs"
      : `it may have made ${candidates.map(named).join(", ")}: of this user${jobType === "V2Query" ? "" : ", open and without batches"}`;
  if (unclear.length === 0) return found;
  return `${found}; of ${unclear.map(named).join(", ")} the list says too little to tell`;
}

/** A query of Bulk API 2.0 is never open, and may have gone on to any state. */
const stateOf = (jobType: ListedJobType): string | undefined => (jobType === "V2Query" ? undefined : "Open");

const named = (id: string): string => (id === "" ? "a job without an id" : `job "${id}"`);

/** The list of jobs has no counts. */
async function isEmpty(target: Target, jobId: string): Promise<boolean> {
  const { state, numberBatchesTotal } = await ask(target, readJobRequest(jobId), {});
  return state === "Open" && numberBatchesTotal === 0;
}
