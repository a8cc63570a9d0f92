import { blocksOf } from "../../async/blocks.ts";
import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { JobRowResult } from "./job-results.ts";
import { batchesToRead, type BatchToRead } from "./reading/batches-to-read.ts";
import type { CheckedRowsOptions } from "./reading/job-rows-options.ts";
import { type BatchRowResult, type BatchRows, readBatchRows } from "./reading/read-batch-rows.ts";

/** What became of the rows of one batch, and the number of its first row where that was given. */
type NumberedResults = Pick<BatchRows, "batchId" | "results"> & { readonly firstRow: number | undefined };

/** Reads what became of the rows of a job in their order, some at a time, where everything is checked. */
export async function* readJobResults(
  target: Target,
  job: string,
  { batches: wanted, concurrency, signal }: CheckedRowsOptions,
): AsyncGenerator<readonly JobRowResult[], void, undefined> {
  const batches = await batchesToRead(target, job, wanted, { signal });
  const read = async (batch: BatchToRead, inner: AbortSignal): Promise<NumberedResults> => ({
    firstRow: batch.firstRow,
    ...(await readBatchRows(target, job, batch, () => false, { signal: inner })),
  });
  let next = 1;
  for await (const { firstRow, batchId, results } of pool(batches, read, { concurrency, order: "source", signal })) {
    const first = firstRow ?? next;
    next = first + results.length;
    yield* blocksOf(numbered(results, batchId, first));
  }
}

function* numbered(
  results: Iterable<BatchRowResult>,
  batchId: string,
  firstRow: number,
): Generator<JobRowResult, void, undefined> {
  let rowNumber = firstRow;
  for (const result of results) {
    const { id, success, created, errors } = result;
    // Name by name takes a third of what a copy of all of them does; a row that was written has no others.
    yield success ? { rowNumber, batchId, id, success, created, errors } : { rowNumber, batchId, ...result };
    rowNumber++;
  }
}
