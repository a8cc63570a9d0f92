import type { LoadReading, LoadSummary } from "./journal-entry.ts";
import type { LoadPreflight } from "./load-preflight.ts";

/** A batch of a load. It fits where `jobResults` and `failedRows` take batches. */
export interface LoadedBatch {
  readonly jobId: string;
  /** The number of its first row in the source, counted from 1. */
  readonly firstRow: number;
  /** How many rows it has. */
  readonly rows: number;
  readonly batch: { readonly id: string };
}

/** A load that has ended: every row of its source was processed, once. Plain data. */
export interface LoadResult {
  /** The API that has loaded it; absent for `1.0`. */
  readonly api?: "1.0";
  /** The ids of its jobs, oldest first: one, unless it was taken up when the job took no more batches. */
  readonly jobs: readonly string[];
  /** Its batches, in the order of their rows. */
  readonly batches: readonly LoadedBatch[];
  /** What became of its rows. */
  readonly summary: LoadSummary;
  /** What was found out about its rows before they were sent. */
  readonly preflight: LoadPreflight;
  /**
   * The ids of open jobs without batches that runs of this load may have made, and ended before they heard of it. They
   * may also be somebody else's: nothing is done to them. `null` where the org could not be asked.
   */
  readonly leftOpen: readonly string[] | null;
}

/**
 * A load by Bulk API 2.0 that has ended. Plain data. Its `batches` are its jobs, each with the rows that it has: a job of that
 * API has one upload and no batches, and `batch.id` is its own id. `jobs` has no others, though some may have been aborted
 * before they did anything.
 */
export interface IngestLoadResult extends Omit<LoadResult, "api"> {
  /** The API that has loaded it. */
  readonly api: "2.0";
  /** How its source was read. Read so again, it gives the rows their numbers: see `loadFailedRows`. */
  readonly reading: LoadReading;
}

/** The result of a load by either API. */
export type AnyLoadResult = LoadResult | IngestLoadResult;
