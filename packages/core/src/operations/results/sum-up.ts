import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import { batchesToRead, type BatchToRead } from "./batches-to-read.ts";
import { countReasons } from "./failure-reasons.ts";
import { isAllWritten } from "./is-all-written.ts";
import type { CheckedRowsOptions } from "./job-rows-options.ts";
import type { JobSummary } from "./job-summary.ts";
import { readBatchRows } from "./read-batch-rows.ts";

/** Operations that say whether the rows they write are new records. */
const plainOperations: ReadonlySet<string> = new Set(["insert", "update", "delete", "hardDelete"]);

/** Sums up what became of the rows of a job. */
export async function sumUp(
  target: Target,
  jobId: string,
  operation: string,
  maxReasons: number,
  { batches: wanted, concurrency, signal }: CheckedRowsOptions,
): Promise<JobSummary> {
  const batches = await batchesToRead(target, jobId, wanted, { signal });
  const read = async (batch: BatchToRead, inner: AbortSignal) => {
    const isKnown = plainOperations.has(operation) && isAllWritten(batch);
    const results = isKnown
      ? undefined
      : (await readBatchRows(target, jobId, batch, () => false, { signal: inner })).results;
    return { firstRow: batch.firstRow, count: results?.length ?? batch.info.numberRecordsProcessed, results };
  };
  const reasons = countReasons(maxReasons);
  const sum = { rows: 0, written: 0, created: 0, failed: 0, notProcessed: 0, unknown: 0, uncounted: 0 };
  let next = 1;
  for await (const { firstRow, count, results } of pool(batches, read, { concurrency, order: "source", signal })) {
    const first = firstRow ?? next;
    next = first + count;
    sum.rows += count;
    if (results === undefined) {
      sum.written += count;
      if (operation === "insert") sum.created += count;
      continue;
    }
    for (const [index, { success, created, errors, mayBeWritten, wholeBatch }] of results.entries()) {
      if (success) {
        sum.written++;
        if (created) sum.created++;
        continue;
      }
      if (mayBeWritten === true) sum.unknown++;
      else if (errors[0]?.statusCode === "NOT_PROCESSED") sum.notProcessed++;
      else sum.failed++;
      if (wholeBatch === true) sum.uncounted++;
      reasons.add(errors, first + index);
    }
  }
  return { jobId, ...sum, updated: sum.written - sum.created, reasons: reasons.list() };
}
