import { lastWithin } from "../../async/last-within.ts";
import type { JobChanges } from "../../async/changes.ts";
import type { PollOptions } from "../../async/poll.ts";
import type { Target } from "../../connection/check-connection.ts";
import { WaitTimeoutError } from "../../errors/wait-timeout-error.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { JobProgress } from "./job-progress.ts";
import type { FinishedJob } from "./wait-for-job.ts";
import { watch } from "./watch.ts";

/** `WaitForJobOptions` after their check. Times are in milliseconds. */
export interface CheckedWait extends Pick<PollOptions, "shortest" | "longest" | "signal"> {
  readonly acceptOpen: boolean;
  readonly waitTimeout: number;
  readonly changes?: JobChanges | undefined;
  /** As of `watch`. */
  readonly known?: JobInfo | undefined;
  readonly onProgress: ((progress: JobProgress) => void) | undefined;
  /** As of `watch`. */
  readonly onChange?: (job: JobInfo, signal: AbortSignal | undefined) => Promise<void>;
}

/** Waits as `waitForJob` does, with arguments that are checked. */
export async function waitUntilFinished(
  target: Target,
  jobId: string,
  { acceptOpen, shortest, longest, changes, known, waitTimeout, onProgress, onChange, signal }: CheckedWait,
): Promise<FinishedJob> {
  let failure: Error | undefined;
  const onLook = (failed: Error | undefined): void => void (failure = failed);
  const { job, batches, apiCalls } = await lastWithin(
    (stopped) =>
      watch(target, jobId, acceptOpen, { shortest, longest, changes, known, signal: stopped, onLook }, onChange),
    {
      timeout: waitTimeout,
      signal,
      onValue: onProgress,
      timeoutError: (last) => timeoutError(jobId, waitTimeout, last?.job, failure),
    },
  );
  return { job, batches: batches ?? [], apiCalls };
}

function timeoutError(
  jobId: string,
  milliseconds: number,
  job: JobInfo | undefined,
  failure: Error | undefined,
): WaitTimeoutError {
  return new WaitTimeoutError(
    `Cannot wait for job "${jobId}" any longer than ${milliseconds} ms: ${standingOf(job)}${sayFailure(failure)}`,
    { jobId, job, cause: failure },
  );
}

function standingOf(job: JobInfo | undefined): string {
  if (job === undefined) return "it could not be read";
  const { state, numberBatchesTotal: total } = job;
  if (state === "Open") return "it is still open, so that it may be that nobody has closed it";
  const waiting = job.numberBatchesQueued + job.numberBatchesInProgress;
  // Where the counts say that all is done, a batch says something else.
  return waiting === 0
    ? `it is "${state}", and its batches are not all known to be done`
    : `it is "${state}", and ${waiting} of its ${total} batches are not done`;
}

/** Says of the last look that it failed: what is known of the job is from before. */
const sayFailure = (failure: Error | undefined): string =>
  failure === undefined ? "" : `; the last look failed: ${wordsOfError(failure)}`;
