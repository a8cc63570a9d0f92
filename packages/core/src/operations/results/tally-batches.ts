import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { BatchToRead } from "./reading/batches-to-read.ts";
import type { FailureReasons } from "./failure-reasons.ts";
import { isAllWritten } from "./reading/is-all-written.ts";
import { readBatchRows } from "./reading/read-batch-rows.ts";
import { addToTally, type RowTally } from "./row-tally.ts";

/** How batches are counted. */
export interface TallyOptions {
  /** What the rows are added to. */
  readonly tally: RowTally;
  readonly reasons: FailureReasons;
  /**
   * Says how many records were made by that many rows, all of which were written; where it is `undefined`, only the results
   * tell, and are read.
   */
  readonly createdBy: ((rows: number) => number) | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Counts what became of the rows of batches whose processing has ended. The results of a batch are not read where Salesforce
 * itself says that no row of it failed, and that is all there is to know.
 */
export async function tallyBatches(
  target: Target,
  jobId: string,
  batches: readonly BatchToRead[],
  { tally, reasons, createdBy, concurrency, signal }: TallyOptions,
): Promise<void> {
  const read = async (batch: BatchToRead, inner: AbortSignal) => {
    const isKnown = createdBy !== undefined && isAllWritten(batch);
    const results = isKnown
      ? undefined
      : (await readBatchRows(target, jobId, batch, () => false, { signal: inner })).results;
    return { firstRow: batch.firstRow, count: results?.length ?? batch.info.numberRecordsProcessed, results };
  };
  let next = 1;
  for await (const { firstRow, count, results } of pool(batches, read, { concurrency, order: "source", signal })) {
    const first = firstRow ?? next;
    next = first + count;
    if (results === undefined) {
      tally.rows += count;
      tally.written += count;
      tally.created += createdBy?.(count) ?? 0;
    } else addToTally(tally, reasons, results, first);
  }
}
