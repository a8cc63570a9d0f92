import type { LoadSummary } from "./journal-entry.ts";
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
