import { dataSetOperations } from "./data-set-operations.ts";
import type { DueWork, IsOver } from "../state/due-work.ts";
import type { Org } from "../state/org.ts";
import { Refusal } from "../state/refusal.ts";
import { runQuery } from "../query/run-query.ts";
import { writeRow } from "../records/write-row.ts";
import { type Bulk2Job, type IngestJob, type QueryJob, rowsPerBatch } from "../state/bulk-2-job.ts";

/** Settles when a job will be processed, from a moment on. */
export function queueJob(org: Org, job: Bulk2Job, time: number): void {
  job.state = "UploadComplete";
  job.systemModstamp = time;
  job.startsAt = time + org.queueTime;
  org.pendingJobs.push(job);
}

/** Gives what is due in a job: an ingest job is processed in batches of 10,000 rows, a query at one go. */
export function dueWorkOf(org: Org, job: Bulk2Job, now: number): DueWork[] {
  const startsAt = job.startsAt ?? Number.POSITIVE_INFINITY;
  if (job.kind === "query") {
    const at = startsAt + org.processTime + (job.extraTime ?? 0);
    return at <= now ? [{ at, run: () => completeQuery(org, job, at) }] : [];
  }
  const due: DueWork[] = [];
  const rows = job.content?.rows.length ?? 0;
  const batches = Math.max(1, Math.ceil(rows / rowsPerBatch));
  for (let batch = Math.floor(job.results.length / rowsPerBatch); batch < batches; batch++) {
    const at = startsAt + org.processTime * (batch + 1) + (job.extraTime ?? 0);
    if (at > now) break;
    due.push({ at, run: (isOver) => processRows(org, job, batch, at, isOver) });
  }
  return due;
}

/** Gives how many milliseconds a job has been processed. */
export const timeSpentOn = (org: Org, job: Bulk2Job): number =>
  job.kind === "ingest"
    ? org.processTime * Math.ceil(job.results.length / rowsPerBatch)
    : job.state === "JobComplete"
      ? org.processTime
      : 0;

function completeQuery(org: Org, job: QueryJob, at: number): true {
  // It may have been aborted since its turn was settled.
  if (job.state !== "UploadComplete") return true;
  job.systemModstamp = at;
  try {
    job.records = runQuery(org, job.soql, { withDeleted: job.operation === "queryAll", api: "bulk" }).records;
    job.state = "JobComplete";
  } catch (error) {
    fail(job, error);
  }
  return true;
}

/** Whatever goes wrong is this job's business and no other request's. That Salesforce says so is a guess. */
function fail(job: Bulk2Job, error: unknown): void {
  job.state = "Failed";
  job.errorMessage =
    error instanceof Refusal
      ? `InvalidBatch : Failed to process query: ${error.exceptionCode}: ${error.message}`
      : "InternalServerError : Failed to process job";
}

function processRows(org: Org, job: IngestJob, batch: number, at: number, isOver: IsOver): boolean {
  const { rows = [], problem } = job.content ?? {};
  if (job.state !== "UploadComplete") return true;
  job.systemModstamp = at;
  if (problem !== undefined) {
    job.state = "Failed";
    job.errorMessage = problem;
    return true;
  }
  const end = Math.min(rows.length, (batch + 1) * rowsPerBatch);
  try {
    for (const row of rows.slice(job.results.length, end)) {
      const { object } = job;
      job.results.push(
        object === null || dataSetOperations.includes(job.operation)
          ? { id: null, success: true, created: true, errors: [] }
          : writeRow(org, { ...job, object }, row, at),
      );
      if (job.results.length === job.failsAfter) {
        // That the rows before are written, and the others are told as unprocessed, is documented; the words are made up.
        job.state = "Failed";
        job.errorMessage = "InternalServerError : the job was given up before all of its rows were processed";
        return true;
      }
      if (isOver() && job.results.length < end) return false;
    }
    if (end === rows.length) job.state = "JobComplete";
  } catch (error) {
    fail(job, error);
  }
  return true;
}
