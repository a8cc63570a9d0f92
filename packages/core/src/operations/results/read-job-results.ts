import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import { batchesToRead, type BatchToRead } from "./reading/batches-to-read.ts";
import type { CheckedRowsOptions } from "./reading/job-rows-options.ts";
import { type BatchRows, readBatchRows } from "./reading/read-batch-rows.ts";

/** What became of the rows of one batch, and the number of its first row where that was given. */
type NumberedResults = Pick<BatchRows, "batchId" | "results"> & { readonly firstRow: number | undefined };

/** Gives what became of the rows of a job batch by batch, in their order. */
export async function* jobResultBatches(
  target: Target,
  job: string,
  { batches: wanted, concurrency, signal }: CheckedRowsOptions,
): AsyncGenerator<NumberedResults, void> {
  const batches = await batchesToRead(target, job, wanted, { signal });
  const read = async (batch: BatchToRead, inner: AbortSignal): Promise<NumberedResults> => ({
    firstRow: batch.firstRow,
    ...(await readBatchRows(target, job, batch, () => false, { signal: inner })),
  });
  yield* pool(batches, read, { concurrency, order: "source", signal });
}
