import type { RowSource } from "../../batches/sources/row-source.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { AddedBatch } from "../../protocol/added-batch.ts";
import { targetForJob } from "../../connection/target-for-job.ts";
import { type BatchJob, checkBatchJob } from "./add-batch.ts";
import type { AddBatchesOptions } from "./add-batches-options.ts";

/**
 * Adds any number of rows to an open job, in as many batches as they need, several at a time.
 *
 * The source is read as fast as batches are taken, so that memory is bounded by `concurrency` times `maxBytes`, however
 * many rows there are. CSV is cut between records, also where values have line breaks in them; its header line stands on
 * top of every batch. Each batch is added as {@link addBatch} does: a lost answer puts no row in twice.
 *
 * It gives a promise and no iterator, so that nothing depends on somebody reading on; `onBatch` tells what is there as it
 * comes. Rows are counted from 1 through all batches, blank lines and the header line not counted: `firstRow` of a batch
 * and the index of a row's result in it give the row's number in the source.
 *
 * After the first failure no batch is begun; those on their way are waited for, and the source is closed. Whatever it was
 * that stopped the load, the error is a {@link LoadError} with what is there, `added`, with `nextRow`, and with the failure
 * itself as its `cause`: a refusal, a row that cannot be sent, what the source or `onBatch` threw, or the very reason that
 * the signal fired with. Call again with the same source, the same limits and `added` to go on from there. So can a run
 * that crashed, with what its `onBatch` wrote down: batches of the job that are not in `added` are compared with the rows
 * before any is sent.
 *
 * @param job - The job, as `createJob` or `getJob` gave it. ZIP archives go one by one through `addBatch`.
 * CSV is checked as it is read, batch by batch: its encoding, its columns, and that each row has as many values as there are
 * columns. What cannot be sent is refused with its line, before its batch is sent; those before it are there. To check a
 * source whole before a job is made, see `checkSource`.
 *
 * @param source - For a CSV job, CSV: a string, bytes, a Blob, a web stream or an iterable of them, cut anywhere. For CSV,
 *   JSON and XML jobs, an iterable or a web stream of records.
 * @returns the batches in the order of their rows, those of `added` included.
 * @throws TypeError for bad arguments and for a source that cannot be read, is empty or has no rows, as long as nothing was
 *   sent; later LoadError and nothing else.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_concepts_limits.htm
 * @example
 * ```ts
 * import { addBatches } from "@sfbulk/core";
 *
 * const added = await addBatches(connection, job, [{ Name: "Acme" }, { Name: "Globex", Phone: null }], {
 *   columns: ["Name", "Phone"],
 *   onBatch: ({ firstRow, rows }) => console.log(`Rows ${firstRow} to ${firstRow + rows - 1} are there`),
 * });
 * ```
 */
export async function addBatches(
  connection: Connection,
  job: BatchJob,
  source: RowSource,
  options: AddBatchesOptions = {},
): Promise<AddedBatch[]> {
  const ours = checkConnection(connection);
  const { contentType } = checkBatchJob(job);
  const target = targetForJob(ours, job.apiVersion);
  // Loaded for who has rows: most pages close jobs only.
  const { addCheckedBatches, checkAddBatchesOptions } = await import("./batch-steps.ts");
  const checked = checkAddBatchesOptions(job.contentType, options);
  return await addCheckedBatches(target, job, contentType, source, checked);
}
