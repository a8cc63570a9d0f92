import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import { readIngestJobRequest } from "../../../requests/ingest-requests.ts";
import { endStates, waitUntilEnded } from "../../ingest/wait-until-ended.ts";
import { checkFailures } from "../adding/watch-failures.ts";
import { StopLoad } from "../state/stop-load.ts";
import type { IngestRun } from "./ingest-run.ts";
import { wasNeverProcessed } from "./was-never-processed.ts";
import type { JobPart } from "./pack-jobs.ts";
import { tallyJob } from "../ingest-outcomes/tally-job.ts";

/** A job whose rows are there. */
interface SentJob {
  readonly jobId: string;
  /** The job as it was closed; `undefined` where an earlier run has closed it. */
  readonly closed: IngestJobInfo | undefined;
}

/**
 * Waits until a job is processed, and counts what became of its rows.
 *
 * @throws StopLoad where none of them was processed, since somebody has aborted it, and where too many rows have failed.
 */
export async function finishJob(run: IngestRun, { jobId, closed }: SentJob, part: JobPart): Promise<void> {
  const { target, load, meter, unended, waits, tally, reasons } = run;
  const { waitTimeout, minInterval, maxInterval } = load;
  const waiting = {
    waitTimeout,
    minInterval,
    maxInterval,
    signal: waits.signal,
    onProgress: ({ state, numberRecordsProcessed, numberRecordsFailed }: IngestJobInfo) => {
      meter.processed(jobId, { processed: numberRecordsProcessed, failed: numberRecordsFailed });
      // Of a job that has ended, there is nothing left to stop.
      if (!endStates.includes(state)) checkFailures(run);
    },
  };
  const job = await waitUntilEnded(target, jobId, readIngestJobRequest(jobId), waiting, closed, part.rows);
  unended.delete(jobId);
  if (await wasNeverProcessed(run, job)) {
    throw new StopLoad(
      `job "${jobId}" was aborted, and its ${part.rows} rows were not processed; the next call sends them in another job`,
      { code: "BatchesNotProcessed" },
    );
  }
  const { written, unknown, notProcessed } = await tallyJob(target, job, part, reasons, waits.signal);
  part.keys.clear();
  meter.processed(jobId, { processed: part.rows - notProcessed, failed: part.rows - notProcessed - written - unknown });
  tally.written += written;
  tally.unknown += unknown;
  if (job.state === "Aborted" && notProcessed > 0) run.cutShort.set(jobId, notProcessed);
}
