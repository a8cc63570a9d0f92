import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { RowList } from "../../protocol/row-list.ts";
import type { RowError, RowResult } from "../../protocol/row-result.ts";
import { batchesToRead, type BatchToRead } from "./reading/batches-to-read.ts";
import type { FailedRow } from "./failed-rows.ts";
import { isAllWritten } from "./reading/is-all-written.ts";
import type { CheckedRowsOptions } from "./reading/job-rows-options.ts";
import { type BatchRows, readBatchRows } from "./reading/read-batch-rows.ts";

/** The failed rows of a batch. */
export interface FailedBatch {
  readonly batchId: string;
  /** Its columns as their names are in the records, and as they were sent; none where its rows cannot be told apart. */
  readonly columns: readonly string[];
  readonly sentColumns: readonly string[];
  /** Made when they are asked for: all rows of a batch may have failed. */
  readonly rows: Iterable<FailedRow>;
}

/** Gives the failed rows of a job batch by batch, each with the columns of its batch. Batches without any are left out. */
export async function* failedRowBatches(
  target: Target,
  job: string,
  { batches: wanted, concurrency, signal }: CheckedRowsOptions,
): AsyncGenerator<FailedBatch, void> {
  const batches = await batchesToRead(target, job, wanted, { signal });
  const read = async (batch: BatchToRead, inner: AbortSignal) => {
    const { info, firstRow } = batch;
    if (isAllWritten(batch)) return { firstRow, count: info.numberRecordsProcessed, found: undefined };
    const found = await readBatchRows(target, job, batch, anyFailed, { signal: inner });
    return { firstRow, count: found.results.length, found };
  };
  let next = 1;
  for await (const { firstRow, count, found } of pool(batches, read, { concurrency, order: "source", signal })) {
    const first = firstRow ?? next;
    next = first + count;
    if (found?.sent !== undefined) yield failedOf(found, first);
  }
}

const failedOf = (found: BatchRows, first: number): FailedBatch => {
  const { columns, sentColumns } = found.sent?.ok === true ? found.sent.rows : noColumns;
  const rows = { [Symbol.iterator]: () => failedRowsOf(found, first) };
  return { batchId: found.batchId, columns, sentColumns, rows };
};

const noColumns = { columns: [], sentColumns: [] };

function* failedRowsOf({ batchId, results, sent }: BatchRows, first: number): Generator<FailedRow, void> {
  const unread: RowError[] =
    sent?.ok === false ? [{ statusCode: "ROW_UNREADABLE", message: sent.why, fields: [] }] : [];
  let text = sent?.ok === false ? sent.text : undefined;
  let index = -1;
  for (const { success, created: _, errors, ...result } of results) {
    index++;
    if (success) continue;
    yield {
      rowNumber: first + index,
      batchId,
      record: sent?.ok === true ? sent.rows.record(index) : {},
      errors: [...errors, ...unread],
      ...result,
      ...(text === undefined ? {} : { text }),
    };
    text = undefined;
  }
}

function anyFailed(results: RowList<RowResult>): boolean {
  for (const { success } of results) if (!success) return true;
  return false;
}
