import type { BatchInfo } from "../../../protocol/batch-info.ts";
import type { RowCounts } from "./load-meter.ts";
import type { KnownPart } from "./load-state.ts";

/**
 * Counts the rows of the batches of a job that were processed, and those that failed. Salesforce's own counts leave out
 * the rows of batches that failed as a whole.
 */
export function countRows(batches: readonly BatchInfo[], parts: ReadonlyMap<number, KnownPart>): RowCounts {
  const rowsOf = new Map([...parts.values()].map(({ batchId = "", rows }) => [batchId.slice(0, 15), rows]));
  let processed = 0;
  let failed = 0;
  for (const { id, state, numberRecordsProcessed, numberRecordsFailed } of batches) {
    const rows = rowsOf.get(id.slice(0, 15));
    if (state === "NotProcessed" || rows === undefined) continue;
    processed += state === "Failed" ? rows : numberRecordsProcessed;
    // Of a batch that failed midway, some rows may have been written.
    failed += state === "Failed" ? rows - (numberRecordsProcessed - numberRecordsFailed) : numberRecordsFailed;
  }
  return { processed, failed };
}
