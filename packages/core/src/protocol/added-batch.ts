import type { BatchInfo } from "./batch-info.ts";

/** A batch that was added, and which rows of the source are in it. Plain data: it may be written down as JSON. */
export interface AddedBatch {
  /** The number of its first row in the source, counted from 1. */
  readonly firstRow: number;
  /** How many rows it has. */
  readonly rows: number;
  /** The batch as Salesforce described it when it was added. */
  readonly batch: BatchInfo;
}
