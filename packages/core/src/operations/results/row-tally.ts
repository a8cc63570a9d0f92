import type { RowList } from "../../protocol/row-list.ts";
import type { FailureReasons } from "./failure-reasons.ts";
import type { BatchRowResult } from "./reading/read-batch-rows.ts";

/** What became of rows, counted: `rows` are `written`, `failed`, `notProcessed` and `unknown` together. */
export interface RowTally {
  rows: number;
  written: number;
  created: number;
  failed: number;
  notProcessed: number;
  unknown: number;
  uncounted: number;
}

/** Makes a tally of no rows. */
export const emptyTally = (): RowTally => ({
  rows: 0,
  written: 0,
  created: 0,
  failed: 0,
  notProcessed: 0,
  unknown: 0,
  uncounted: 0,
});

/**
 * Adds what became of the rows of a batch to a tally, and why to the reasons.
 *
 * @param firstRow - The number of the first of them.
 */
export function addToTally(
  tally: RowTally,
  reasons: FailureReasons,
  results: RowList<BatchRowResult>,
  firstRow: number,
): void {
  tally.rows += results.length;
  let rowNumber = firstRow - 1;
  for (const { success, created, errors, mayBeWritten, wholeBatch } of results) {
    rowNumber++;
    if (success) {
      tally.written++;
      if (created) tally.created++;
      continue;
    }
    if (mayBeWritten === true) tally.unknown++;
    else if (errors[0]?.statusCode === "NOT_PROCESSED") tally.notProcessed++;
    else tally.failed++;
    if (wholeBatch === true) tally.uncounted++;
    reasons.add(errors, rowNumber);
  }
}
