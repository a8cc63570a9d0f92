import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import { JournalError } from "../../../errors/journal-error.ts";
import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import { readIngestJobRequest } from "../../../requests/ingest-requests.ts";
import { getIngestJob } from "../../ingest/get-ingest-job.ts";
import { endStates, waitUntilEnded } from "../../ingest/wait-until-ended.ts";
import type { KnownPart } from "../state/load-state.ts";
import { abandonJob } from "./abandon-job.ts";
import { type IngestRun, isUntouched } from "./ingest-run.ts";
import { closeUploaded } from "./send-part.ts";
import { wasNeverProcessed } from "./was-never-processed.ts";

/**
 * Finds out how the jobs of an earlier run stand. An open one is closed where its upload was answered; else it is aborted, and
 * its rows are sent anew. Those of jobs that were aborted before any row was processed are sent anew, too.
 */
export async function takeUpIngestJobs(run: IngestRun): Promise<void> {
  const { log, meter } = run;
  const parts = new Map([...log.state.parts.values()].map((part) => [part.jobId, part]));
  for (const jobId of log.state.jobs.keys()) {
    const part = parts.get(jobId);
    // Its rows went to another one when it was aborted.
    if (part === undefined && log.state.filled.has(jobId)) continue;
    const job = await readJob(run, jobId);
    if (part === undefined) {
      // The run ended before it sent anything to it.
      if (job?.state === "Open") await abandonJob(run, jobId);
      else if (job !== undefined && hasRows(job)) {
        throw new JournalError(
          `Cannot go on with the load: job "${jobId}" is ${job.state} and has rows, and the journal does not say which: it is older than what was done`,
        );
      }
      continue;
    }
    if (job === undefined) {
      throw new JournalError(
        `Cannot go on with the load: there is no job "${jobId}" any more, and nobody can tell what became of its rows, ${part.firstRow} to ${part.firstRow + part.rows - 1}`,
      );
    }
    meter.job(jobId);
    if (!(await isThere(run, part, job))) run.anew.add(part.firstRow);
  }
}

async function readJob({ connection, signal }: IngestRun, jobId: string): Promise<IngestJobInfo | undefined> {
  try {
    return await getIngestJob(connection, jobId, { signal });
  } catch (error) {
    if (isSfbulkError(error) && error.name === "SalesforceError" && error.exceptionCode === "NOT_FOUND")
      return undefined;
    throw error;
  }
}

/** Tells whether a job that is not open has rows, or may have some. */
const hasRows = (job: IngestJobInfo): boolean => !isUntouched(job) || !endStates.includes(job.state);

/** Tells whether the rows of a job are there, or will be. */
async function isThere(run: IngestRun, part: KnownPart, job: IngestJobInfo): Promise<boolean> {
  const { target, load, signal, unended } = run;
  const { jobId } = part;
  const isUploaded = part.batchId !== undefined;
  if (job.state === "Open") {
    unended.set(jobId, "open");
    if (isUploaded && !((await closeUploaded(run, jobId)) instanceof Error)) return true;
    await abandonJob(run, jobId);
    return false;
  }
  let ended = job;
  if (!endStates.includes(job.state)) {
    unended.set(jobId, "closed");
    // Somebody else has closed it: what is in it, it tells when it has ended.
    if (!isUploaded) {
      const { waitTimeout, minInterval, maxInterval } = load;
      const options = { waitTimeout, minInterval, maxInterval, signal };
      ended = await waitUntilEnded(target, jobId, readIngestJobRequest(jobId), options);
    }
  }
  if (!isUntouched(ended)) return true;
  return isUploaded && !(await wasNeverProcessed(run, ended));
}
