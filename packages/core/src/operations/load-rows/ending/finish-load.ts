import { readIntervals } from "../../../async/read-intervals.ts";
import type { DuplicateBatch, EndedEntry, LoadSummary } from "../../../protocol/journal-entry.ts";
import { ask } from "../../../exchange/ask.ts";
import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import type { JobInfo } from "../../../protocol/job-info.ts";
import { isSameId } from "../../../protocol/salesforce-id.ts";
import { jobCountsRequest } from "../../jobs/job-counts-request.ts";
import { waitUntilFinished } from "../../waiting/wait-until-finished.ts";
import { countRows } from "../state/count-rows.ts";
import { findTwin } from "../../loading/find-twin.ts";
import { findLeftOpen } from "./find-left-open.ts";
import { type BatchRun, noteBatch } from "../state/load-run.ts";
import { settledBatches } from "../state/settled-batches.ts";
import { StopLoad } from "../state/stop-load.ts";
import { summariseLoad } from "./summarise-load.ts";
import { closeAndNote } from "../taking-up/take-up-jobs.ts";
import { checkFailures, isWatched, noteCounts } from "../adding/watch-failures.ts";

/**
 * Ends a load whose batches are all there: closes its job, waits until all is processed, looks for batches that are there
 * twice, and sums up. A closed job takes no batch, so what it has then is all that will ever come.
 *
 * @throws StopLoad where batches were not processed, and for too many failed rows while there are others to process.
 */
export async function finishLoad(run: BatchRun): Promise<Omit<EndedEntry, "preflight">> {
  const { log, meter } = run;
  let closed: JobInfo | undefined;
  if (run.current !== undefined) {
    closed = await closeAndNote(run, run.current.job.id);
    run.current = undefined;
  }
  meter.enter("waiting");
  const jobIds = new Set([...log.state.parts.values()].map(({ jobId }) => jobId));
  const duplicates: DuplicateBatch[] = [];
  for (const jobId of jobIds) {
    const batches = await untilProcessed(
      run,
      jobId,
      closed !== undefined && isSameId(closed.id, jobId) ? closed : undefined,
    );
    for (const batch of batches) noteBatch(run, batch);
    meter.processed(jobId, countRows(batches, log.state.parts));
    duplicates.push(...(await findDuplicates(run, jobId, batches)));
  }
  checkProcessed(run);
  const summary: LoadSummary = await summariseLoad(run);
  const leftOpen = await findLeftOpen(run, "1.0", async (jobId) => {
    const job = await ask(run.target, jobCountsRequest(jobId), { signal: run.signal });
    return { ...job, isOpen: job.state === "Open" && job.numberBatchesTotal === 0 };
  });
  return { kind: "ended", at: new Date().toISOString(), summary, duplicates, leftOpen };
}

/** @param known - The job as it was read just now. */
async function untilProcessed(run: BatchRun, jobId: string, known: JobInfo | undefined): Promise<readonly BatchInfo[]> {
  const { target, load, signal } = run;
  const once = { ...target, attempts: 1 };
  const finished = await waitUntilFinished(target, jobId, {
    acceptOpen: false,
    known,
    ...readIntervals(load),
    waitTimeout: load.waitTimeout,
    signal,
    onChange: async (job, stopped) => {
      // Of a job that is done, all is counted when the wait is over.
      if (isWatched(run) && job.numberBatchesQueued + job.numberBatchesInProgress > 0) {
        await noteCounts(run, once, job, stopped);
      }
    },
    onProgress: ({ batches: all }) => {
      // Of a job that is done, there is nothing left to stop.
      if (all === undefined) checkFailures(run);
    },
  });
  return settledBatches(finished);
}

/** A job that somebody has aborted leaves batches that were not processed. */
function checkProcessed({ log, infos }: BatchRun): void {
  const left = [...log.state.parts.values()].filter(
    ({ batchId = "" }) => infos.get(batchId.slice(0, 15))?.state === "NotProcessed",
  );
  const [first] = left;
  if (first === undefined) return;
  const rows = left.reduce((sum, part) => sum + part.rows, 0);
  throw new StopLoad(
    `job "${first.jobId}" was aborted, and ${rows} rows of ${left.length} batches were not processed; the next call sends them in another job`,
    { code: "BatchesNotProcessed" },
  );
}

/** Finds batches that nobody has accounted for: a request that was given up may have arrived all the same. */
async function findDuplicates(run: BatchRun, jobId: string, batches: readonly BatchInfo[]): Promise<DuplicateBatch[]> {
  const { log, infos, target, load, signal } = run;
  const found: DuplicateBatch[] = [];
  for (const batch of batches) {
    if (batch.state === "NotProcessed" || log.state.batchIds.has(batch.id.slice(0, 15))) continue;
    const candidates = [...log.state.parts.values()].flatMap(({ batchId = "", firstRow, rows }) => {
      const info = infos.get(batchId.slice(0, 15));
      return info === undefined || !isSameId(info.jobId, jobId) ? [] : [{ batch: info, firstRow, rows }];
    });
    let firstRow: number | null = null;
    try {
      const job = { id: jobId, contentType: load.spec.contentType };
      const twin = await findTwin(target, job, batch, candidates, { signal });
      firstRow = twin?.firstRow ?? null;
    } catch (error) {
      // That it is there is known, and what is in it Salesforce does not say. On a bad line the next call asks again.
      if (!isSfbulkError(error) || error.name !== "SalesforceError") throw error;
    }
    found.push({ jobId, batchId: batch.id, firstRow });
  }
  return found;
}
