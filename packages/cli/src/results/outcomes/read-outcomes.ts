import {
  type FailedRow,
  failedRows,
  type JobInfo,
  jobResults,
  type JobRowResult,
  type LoadedBatch,
  loadFailedRows,
  loadResults,
} from "@sfbulk/node";
import type { Org } from "../../connection/org.ts";

/** The job whose results are read. */
export type ResultsJob = Pick<JobInfo, "id" | "contentType">;

/** Of which batches they are read, and until when. */
export interface ReadOptions {
  /** The batches of the load in the order of their rows, through all its jobs, where they are known. */
  readonly batches?: readonly LoadedBatch[];
  readonly signal: AbortSignal;
}

/** Reads what became of each row: of the batches that are known, or of those that the job has. */
export function readOutcomes(
  job: ResultsJob,
  { connection }: Org,
  { batches, signal }: ReadOptions,
): AsyncIterable<JobRowResult> {
  return batches === undefined
    ? jobResults(connection, job.id, { signal })
    : loadResults(connection, { batches }, { signal });
}

/** Reads the rows that were not written, with their values as Salesforce has them. */
export function readFailures(
  job: ResultsJob,
  { connection }: Org,
  { batches, signal }: ReadOptions,
): AsyncIterable<FailedRow> {
  return batches === undefined
    ? failedRows(connection, job.id, { signal })
    : loadFailedRows(connection, { batches }, { signal });
}
