import type { JobChanges } from "../../async/changes.ts";
import { poll, type PollOptions } from "../../async/poll.ts";
import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { listBatchesRequest } from "../../requests/batch-requests.ts";
import { jobCountsRequest } from "../jobs/job-counts-request.ts";
import { type JobProgress, progressMeter } from "./job-progress.ts";

/** How a job is looked at. */
interface WatchPolling extends Omit<PollOptions, "listen"> {
  readonly changes?: JobChanges | undefined;
  /** The job as it was read just now, which spares the first look: Salesforce says how a job is that it closes. */
  readonly known?: JobInfo | undefined;
}

/**
 * Watches a job as `watchJob` does, with arguments that are checked.
 *
 * @param onChange - Is told of the job whenever it has changed, as a part of the look: where it fails for the moment, the
 *   look is made again.
 */
export function watch(
  target: Target,
  jobId: string,
  acceptOpen: boolean,
  { changes, known, ...options }: WatchPolling,
  onChange?: (job: JobInfo, signal: AbortSignal | undefined) => Promise<void>,
): AsyncGenerator<JobProgress, void, undefined> {
  const { signal } = options;
  const meter = progressMeter();
  const once = { ...target, attempts: 1 };
  let told: string | undefined;
  let justRead = known;
  return poll(
    async () => {
      if (justRead === undefined) meter.count();
      const job = justRead ?? (await ask(once, jobCountsRequest(jobId), { signal }));
      justRead = undefined;
      const key = describe(job);
      if (key !== told) await onChange?.(job, signal);
      told = key;
      let batches: BatchInfo[] | undefined;
      if (mayBeFinished(job, acceptOpen)) {
        meter.count();
        batches = await ask(inVersionOf(job, once), listBatchesRequest(jobId), { signal });
        if (!areFinished(job, batches)) batches = undefined;
      }
      const value = meter.measure(job, batches);
      // Only a job that is closed has all its batches.
      const share =
        job.state === "Closed" && value.batchesTotal > 0 ? value.batchesDone / value.batchesTotal : undefined;
      return { value, key, finished: batches !== undefined, share };
    },
    { ...options, listen: changes === undefined ? undefined : (changed) => changes(jobId, changed) },
  );
}

/** As `targetForJob`, of what Salesforce itself has said: what checks versions would be a file more for every page. */
const inVersionOf = ({ apiVersion }: JobInfo, target: Target): Target =>
  apiVersion === 0 ? target : { ...target, version: apiVersion.toFixed(1) };

/** Tells whether a job has ended before its batches: what still waits of those will never be processed. */
const hasEnded = ({ state }: JobInfo): boolean => state === "Aborted" || state === "Failed";

/** Tells by the job alone whether it is worth listing its batches. */
const mayBeFinished = (job: JobInfo, acceptOpen: boolean): boolean =>
  job.numberBatchesInProgress === 0 &&
  (job.numberBatchesQueued === 0 || hasEnded(job)) &&
  (job.state === "Open" ? acceptOpen && job.numberBatchesTotal > 0 : true);

/**
 * Tells whether nothing is to come any more. Where no batch was processed although the job was not aborted, Salesforce has
 * split it into chunks that are not there yet.
 */
const areFinished = (job: JobInfo, batches: readonly BatchInfo[]): boolean =>
  batches.every(({ state }) => batchEnds.has(state) || (state === "Queued" && hasEnded(job))) &&
  (batches.length === 0 || hasEnded(job) || batches.some(({ state }) => state !== "NotProcessed"));

const batchEnds: ReadonlySet<string> = new Set(["Completed", "Failed", "NotProcessed"]);

/** What of a job is worth telling of when it changes. */
const describe = (job: JobInfo): string =>
  [
    job.state,
    job.numberBatchesQueued,
    job.numberBatchesInProgress,
    job.numberBatchesCompleted,
    job.numberBatchesFailed,
    job.numberBatchesTotal,
    job.numberRecordsProcessed,
    job.numberRecordsFailed,
  ].join();
