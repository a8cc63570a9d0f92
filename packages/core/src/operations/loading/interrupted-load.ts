import type { RowRange } from "../../batches/done-rows.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";

/** A batch that was added, and which rows of the source are in it. Plain data: it may be written down as JSON. */
export interface AddedBatch extends RowRange {
  /** The batch as Salesforce described it when it was added. */
  readonly batch: BatchInfo;
}

/** What an error of `addBatches` carries besides what it is. */
export interface InterruptedLoad {
  /** The batches that were added, in the order of their rows. Give them to the next call as its option `added`. */
  readonly added: readonly AddedBatch[];
  /** The number of the first row that is not known to have been added, counted from 1. */
  readonly nextRow: number;
}

/**
 * Tells whether an error is one of `addBatches` that carries what was added until then. All do that are objects which
 * can be added to, but for the caller's own abort reason.
 *
 * @example
 * ```ts
 * import { addBatches, isInterruptedLoad } from "@sfbulk/core";
 *
 * try {
 *   await addBatches(connection, job, "Name\nAcme\nGlobex\n");
 * } catch (error) {
 *   if (isInterruptedLoad(error)) console.error(`Stopped before row ${error.nextRow}`);
 *   throw error;
 * }
 * ```
 */
export const isInterruptedLoad = (error: unknown): error is Error & InterruptedLoad =>
  error instanceof Error && "nextRow" in error && "added" in error;
