import { pause } from "../../../async/pause.ts";
import { JournalError } from "../../../errors/journal-error.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import type { JobInfo } from "../../../protocol/job-info.ts";
import { isSameId } from "../../../protocol/salesforce-id.ts";
import { closeJob } from "../../jobs/close-job.ts";
import { getJob } from "../../jobs/get-job.ts";
import { listBatches } from "../../batches/list-batches.ts";
import { waitForJob } from "../../waiting/wait-for-job.ts";
import { countRows } from "../state/count-rows.ts";
import { type BatchRun, noteBatch } from "../state/load-run.ts";
import type { KnownJob } from "../state/load-state.ts";
import { settledBatches } from "../state/settled-batches.ts";

/** How long a job is given batches. Salesforce takes them for 24 hours. */
export const longestJob: number = 23 * 3_600_000;

/** The least time before a batch whose answer was lost is looked for, in the base delay of the connection. */
export const settleDelays = 4;

/**
 * Finds out how the jobs of an earlier run stand, so that each of its batches can be told: which are there, which are not
 * processed. The last job goes on where it is open and young, and the caller wants it to; other open ones are closed, so that
 * nothing comes into them any more, and aborted ones are waited for.
 */
export async function takeUpJobs(run: BatchRun): Promise<void> {
  const { connection, load, log, signal } = run;
  const jobs = [...log.state.jobs.values()];
  for (const job of jobs) {
    const info = await getJob(connection, job.id, { signal });
    const isLast = job === jobs.at(-1);
    const left = longestJob - (Date.now() - Date.parse(job.createdDate));
    run.meter.job(job.id);
    if (info.state === "Open" && isLast && left > 0 && !load.closeEarlierJob) {
      run.current = { job, until: performance.now() + left };
      // What the dead run has sent last may still be on its way.
      if (isUnsettled(run, job)) await pause(run.target.baseDelay * settleDelays, signal);
    } else if (info.state === "Open") await closeAndNote(run, job.id);
    const batches = await batchesOf(run, info);
    run.listed.set(job.id, batches);
    for (const batch of batches) noteBatch(run, batch);
    checkBatches(run, job, batches);
    run.meter.processed(job.id, countRows(batches, log.state.parts));
  }
}

const isUnsettled = (run: BatchRun, { id }: KnownJob): boolean =>
  [...run.log.state.parts.values()].some((part) => part.jobId === id && part.batchId === undefined);

/** Of a job that was aborted, or has failed, the batches end in their own time: only then it is known which are not processed. */
async function batchesOf(run: BatchRun, { id, state }: JobInfo): Promise<readonly BatchInfo[]> {
  const { connection, load, signal } = run;
  if (state !== "Aborted" && state !== "Failed") return await listBatches(connection, id, { signal });
  const { waitTimeout, minInterval, maxInterval } = load;
  return settledBatches(await waitForJob(connection, id, { waitTimeout, minInterval, maxInterval, signal }));
}

function checkBatches(run: BatchRun, job: KnownJob, batches: readonly BatchInfo[]): void {
  for (const { jobId, batchId } of run.log.state.parts.values()) {
    if (jobId !== job.id || batchId === undefined || batches.some(({ id }) => isSameId(id, batchId))) continue;
    throw new JournalError(
      `Cannot go on with the load: job "${jobId}" has no batch "${batchId}", which the journal names`,
    );
  }
}

/** Closes a job and notes it. @returns the job as it is then. */
export async function closeAndNote(run: BatchRun, jobId: string): Promise<JobInfo> {
  const job = await closeJob(run.connection, jobId, { signal: run.signal });
  await run.log.write({ kind: "job-closed", jobId });
  return job;
}
