import { onAbort } from "../../async/on-abort.ts";
import { pool } from "../../async/pool.ts";
import type { BatchPart } from "../../batches/batch-part.ts";
import { firstMissingRow, nextDoneRow } from "../../batches/done-rows.ts";
import type { RowSource } from "../../batches/row-source.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import { LoadError } from "../../errors/load-error.ts";
import type { SalesforceError } from "../../errors/salesforce-error.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { AddedBatch } from "../../protocol/added-batch.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { listBatchesRequest } from "../../requests/batch-requests.ts";
import { targetForJob } from "../jobs/target-for-job.ts";
import { addCheckedBatch, type BatchJob, checkBatchJob } from "./add-batch.ts";
import { type AddBatchesOptions, checkAddBatchesOptions } from "./add-batches-options.ts";
import { knowsAllBatches, nextMoment, rememberBatch, rememberListing, rememberNewJob } from "../jobs/known-batches.ts";

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
  const { id, contentType } = checkBatchJob(job);
  const target = targetForJob(ours, job.apiVersion);
  const checked = checkAddBatchesOptions(job.contentType, options);
  const { signal, concurrency, onBatch, added: before, ...limits } = checked;
  const added: AddedBatch[] = [...(before ?? [])];
  // Loaded for who has rows to cut: most pages close jobs only.
  const { findEarlierBatch, makeParts, openSource } = await import("./batch-steps.ts");
  const stopped = new AbortController();
  const rows = openSource(source, stopped.signal, "source", limits.header === undefined);
  const items = rows.items[Symbol.asyncIterator]();
  const stop = (): void => stopped.abort(signal?.reason);
  const forget = onAbort(signal, stop);
  if (signal?.aborted === true) stop();
  let told = Promise.resolve();
  /** Whether anything of the source may be in the job. */
  let hasSent = added.length > 0;
  /** What is wrong with the source, where it cannot be read. */
  let unusable: unknown;

  const claim = async ({ firstRow, rows: count }: BatchPart, batch: BatchInfo): Promise<void> => {
    const one: AddedBatch = { firstRow, rows: count, batch };
    added.push(one);
    if (onBatch === undefined) return;
    // One at a time, so that it may write to a file.
    const earlier = told;
    told = (async () => {
      await earlier;
      await onBatch(one);
    })();
    await told;
  };
  const blameSource = (error: unknown): never => {
    unusable = error;
    throw error;
  };
  const partsOf = async function* (first: unknown): AsyncGenerator<BatchPart> {
    try {
      yield* makeParts(first, items, { ...limits, contentType: job.contentType, nextDone: nextDoneRow(added) });
    } catch (error) {
      blameSource(error);
    }
  };
  /** Leaves out what is there already. */
  const unsent = async function* (parts: AsyncIterable<BatchPart>): AsyncGenerator<BatchPart> {
    let unclaimed = before === undefined ? [] : await listUnclaimed(target, id, before, { signal });
    // Once, so that what was there before is no candidate where an answer is lost.
    if (before === undefined && !knowsAllBatches(target, id, nextMoment())) {
      rememberListing(target, id, await ask(target, listBatchesRequest(id), { signal }));
    }
    for await (const part of parts) {
      const earlier =
        unclaimed.length === 0 ? undefined : await findEarlierBatch(target, job, unclaimed, part, { signal });
      if (earlier === undefined) yield part;
      else {
        unclaimed = unclaimed.filter((batch) => batch !== earlier);
        await claim(part, rememberBatch(target, earlier));
      }
    }
  };
  const send = async (part: BatchPart): Promise<void> => {
    hasSent = true;
    const batch = { jobId: id, format: job.contentType, contentType, body: part.body };
    await claim(part, await addCheckedBatch(target, batch, { signal }));
  };

  const sendAll = async (parts: AsyncIterable<BatchPart>): Promise<void> => {
    // What is on its way when another one fails goes on: it has the caller's signal and not the pool's.
    const sent = pool(unsent(parts), send, { concurrency, order: "as they come", signal });
    while ((await sent.next()).done !== true);
  };
  const orStopped = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      stopped.abort(error);
      rows.close(error);
      // A source that cannot be used is a bad argument, as long as nothing of it was sent.
      if (!hasSent && error === unusable && isArgumentError(error)) throw error;
      throw loadError(error, id, added.toSorted(byRow), signal);
    }
  };
  try {
    const first = await orStopped(items.next().catch(blameSource));
    if (first.done === true) throw argumentError("EmptySource", "Cannot use source: it is empty");
    await orStopped(sendAll(partsOf(first.value)));
    return added.toSorted(byRow);
  } finally {
    rows.close(undefined);
    forget();
  }
}

const isArgumentError = (error: unknown): boolean => isSfbulkError(error) && error.name === "TypeError";

const byRow = (one: AddedBatch, other: AddedBatch): number => one.firstRow - other.firstRow;

/** Makes the error of a load that stopped, whatever stopped it. */
function loadError(
  cause: unknown,
  jobId: string,
  added: readonly AddedBatch[],
  signal: AbortSignal | undefined,
): LoadError {
  const nextRow = firstMissingRow(added);
  const why = signal?.aborted === true && cause === signal.reason ? "its signal fired" : wordsOfError(cause);
  const { job, attempts } = (isSfbulkError(cause) ? cause : {}) as Partial<SalesforceError>;
  return new LoadError(
    `Cannot add all rows to job "${jobId}": ${why}; ${added.length} batches are there, and row ${nextRow} is the first that is not known to be`,
    { cause, jobId, job, added, nextRow, ...(attempts === undefined ? {} : { attempts }) },
  );
}

/** Lists the batches of the job that are not accounted for. */
async function listUnclaimed(
  target: Target,
  jobId: string,
  added: readonly AddedBatch[],
  options: CallOptions,
): Promise<BatchInfo[]> {
  const there = await ask(target, listBatchesRequest(jobId), options);
  const missing = added.find(({ batch }) => !there.some(({ id }) => isSameId(id, batch.id)));
  if (missing !== undefined) {
    throw argumentError("InvalidArgument", `Cannot use added: job "${jobId}" has no batch "${missing.batch.id}"`);
  }
  for (const { batch } of added) rememberBatch(target, batch);
  rememberNewJob(target, jobId);
  return there.filter(({ id }) => !added.some(({ batch }) => isSameId(id, batch.id)));
}
