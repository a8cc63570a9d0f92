import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { RowResult } from "../../protocol/row-result.ts";
import { batchesToRead, type BatchToRead } from "./batches-to-read.ts";
import type { FailedRow } from "./failed-rows.ts";
import type { CheckedRowsOptions } from "./job-rows-options.ts";
import { readBatchRows } from "./read-batch-rows.ts";

/** Gives the failed rows of a job batch by batch, each with the columns of its batch. Batches without any are left out. */
export async function* failedRowBatches(
  target: Target,
  job: string,
  { batches: wanted, concurrency, signal }: CheckedRowsOptions,
): AsyncGenerator<{ readonly columns: readonly string[]; readonly rows: readonly FailedRow[] }, void> {
  const batches = await batchesToRead(target, job, wanted, { signal });
  const read = async (batch: BatchToRead, inner: AbortSignal) => {
    const { info, firstRow, rows } = batch;
    if (isAllWritten(batch)) return { firstRow, count: info.numberRecordsProcessed, found: undefined };
    const found = await readBatchRows(target, job, info, rows, anyFailed, { signal: inner });
    return { firstRow, count: found.results.length, found };
  };
  let next = 1;
  for await (const { firstRow, count, found } of pool(batches, read, { concurrency, order: "source", signal })) {
    const first = firstRow ?? next;
    next = first + count;
    if (found?.request === undefined) continue;
    const { batchId, results, request } = found;
    const rows = results.flatMap(({ success, errors }, index): FailedRow[] => {
      const record = request.records[index];
      return success || record === undefined ? [] : [{ rowNumber: first + index, batchId, record, errors }];
    });
    if (rows.length > 0) yield { columns: request.columns, rows };
  }
}

const anyFailed = (results: readonly RowResult[]): boolean => results.some(({ success }) => !success);

/** Tells whether Salesforce itself says that no row of the batch failed: then nothing of it needs reading. */
const isAllWritten = ({ info, rows }: BatchToRead): boolean =>
  info.state === "Completed" &&
  info.numberRecordsFailed === 0 &&
  info.numberRecordsProcessed > 0 &&
  (rows === undefined || rows === info.numberRecordsProcessed);
