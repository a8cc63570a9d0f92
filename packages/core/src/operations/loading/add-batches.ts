import { nextDoneRow, firstMissingRow } from "../../batches/done-rows.ts";
import type { BatchPart } from "../../batches/batch-part.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";
import { addBatch, type BatchJob, checkJob, targetOf } from "./add-batch.ts";
import { type AddBatchesOptions, checkAddBatchesOptions, type RowSource } from "./add-batches-options.ts";
import { findEarlierBatch } from "./find-earlier-batch.ts";
import { rememberBatch } from "./find-sent-batch.ts";
import type { AddedBatch } from "./interrupted-load.ts";
import { listBatchesRequest } from "../../requests/batch-requests.ts";
import { onAbort } from "../../async/on-abort.ts";

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
 * After the first failure no batch is begun; those on their way are waited for, and the source is closed. The error is
 * that failure, as `addBatch` or the source gave it, and carries {@link InterruptedLoad}: `added` and `nextRow`. Call again with
 * the same source, the same limits and `added` to go on from there. So can a run that crashed, with what its `onBatch`
 * wrote down: batches of the job that are not in `added` are compared with the rows before any is sent.
 *
 * @param job - The job, as `createJob` or `getJob` gave it. ZIP archives go one by one through `addBatch`.
 * @param source - For a CSV job, CSV in UTF-8: a text, bytes, a web stream or an iterable of them, cut anywhere. For CSV,
 *   JSON and XML jobs, an iterable or a web stream of records.
 * @returns the batches in the order of their rows, those of `added` included; none where there are no rows.
 * @throws TypeError for bad arguments before anything is sent, and for rows that no batch can hold or that Salesforce
 *   could not read, which is found when they are reached; SalesforceError, NetworkError, SessionError, ResponseError; the
 *   source's own error.
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
  const { id } = checkJob(job);
  const { contentType } = job;
  const target = targetOf(connection, job);
  const { signal, concurrency, onBatch, added: before, ...limits } = checkAddBatchesOptions(contentType, options);
  const added: AddedBatch[] = [...(before ?? [])];
  // Loaded for who has rows to cut: most pages close jobs only.
  const [{ makeParts }, { openSource }] = await Promise.all([
    import("../../batches/make-parts.ts"),
    import("../../batches/open-source.ts"),
  ]);
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(signal?.reason);
  const forget = onAbort(signal, stop);
  if (signal?.aborted === true) stop();
  const rows = openSource(source, stopped.signal);
  const parts = makeParts(rows.items, { ...limits, contentType, nextDone: nextDoneRow(added) });
  const inFlight = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let told = Promise.resolve();

  const fail = (error: unknown): void => {
    failure ??= { error };
    stopped.abort(error);
  };
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
  const send = async (part: BatchPart): Promise<void> => {
    try {
      await claim(part, await addBatch(connection, job, part.body, { signal }));
    } catch (error) {
      fail(error);
    }
  };

  try {
    let unclaimed = before === undefined ? [] : await listUnclaimed(target, id, before, { signal });
    for await (const part of parts) {
      if (unclaimed.length > 0) {
        const earlier = await findEarlierBatch(target, id, unclaimed, part, { signal });
        if (earlier !== undefined) {
          unclaimed = unclaimed.filter((batch) => batch !== earlier);
          await claim(part, rememberBatch(target, earlier));
          continue;
        }
      }
      const task = send(part).finally(() => inFlight.delete(task));
      inFlight.add(task);
      // The next part is made when there is room for it.
      if (inFlight.size >= concurrency) await Promise.race(inFlight);
      if (failure !== undefined) break;
    }
  } catch (error) {
    fail(error);
  }
  rows.close(failure?.error);
  await Promise.all(inFlight);
  forget();
  added.sort((one, other) => one.firstRow - other.firstRow);
  if (failure === undefined) return added;
  const { error } = failure;
  if (error instanceof Error && Object.isExtensible(error) && !(signal?.aborted === true && error === signal.reason)) {
    Object.assign(error, { added, nextRow: firstMissingRow(added) });
  }
  throw error;
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
    throw new TypeError(`Cannot use added: job "${jobId}" has no batch "${missing.batch.id}"`);
  }
  for (const { batch } of added) rememberBatch(target, batch);
  return there.filter(({ id }) => !added.some(({ batch }) => isSameId(id, batch.id)));
}
