import { onAbort } from "../../async/on-abort.ts";
import { pool } from "../../async/pool.ts";
import type { BatchPart } from "../../batches/batch-part.ts";
import { firstMissingRow, nextDoneRow } from "../../batches/done-rows.ts";
import { makeParts } from "../../batches/make-parts.ts";
import { openSource } from "../../batches/sources/open-source.ts";
import type { RowSource } from "../../batches/sources/row-source.ts";
import type { Target } from "../../connection/check-connection.ts";
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
import { knowsAllBatches, nextMoment, rememberBatch, rememberListing, rememberNewJob } from "../jobs/known-batches.ts";
import type { BatchJob } from "./add-batch.ts";
import type { CheckedOptions } from "./add-batches-options.ts";
import { addCheckedBatch } from "./add-checked-batch.ts";
import { findEarlierBatch } from "./find-earlier-batch.ts";
import { uploadGate } from "./upload-gate.ts";

/**
 * Adds rows as `addBatches` does, where everything is checked.
 *
 * @param contentType - The header for the rows.
 */
export async function addCheckedBatches(
  target: Target,
  job: BatchJob,
  contentType: string,
  source: RowSource,
  { signal, concurrency, onBatch, added: before, ...limits }: CheckedOptions,
): Promise<AddedBatch[]> {
  const { id } = job;
  const added: AddedBatch[] = [...(before ?? [])];
  const stopped = new AbortController();
  const rows = openSource(source, stopped.signal, "source", limits.header === undefined);
  const stop = (): void => stopped.abort(signal?.reason);
  const forget = onAbort(signal, stop);
  if (signal?.aborted === true) stop();
  const gate = uploadGate(concurrency);
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
      yield* makeParts(first, rows.next, { ...limits, contentType: job.contentType, nextDone: nextDoneRow(added) });
    } catch (error) {
      blameSource(error);
    }
  };
  /** Leaves out what is there already. */
  const unsent = async function* (parts: AsyncGenerator<BatchPart>): AsyncGenerator<BatchPart> {
    // What is wrong with its beginning is found before anything is sent.
    const first = await parts.next();
    if (first.done === true && before === undefined) return;
    let unclaimed = before === undefined ? [] : await listUnclaimed(target, id, before, { signal });
    // Once, so that what was there before is no candidate where an answer is lost.
    if (before === undefined && !knowsAllBatches(target, id, nextMoment())) {
      rememberListing(target, id, await ask(target, listBatchesRequest(id), { signal }));
    }
    if (first.done === true) return;
    for await (const part of withFirst(first.value, parts)) {
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
    await claim(part, await addCheckedBatch(target, batch, { signal, gate }));
  };

  const sendAll = async (parts: AsyncGenerator<BatchPart>): Promise<void> => {
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
    const first = await orStopped((async () => await rows.next())().catch(blameSource));
    if (first.done === true) throw argumentError("EmptySource", "Cannot use source: it is empty");
    await orStopped(sendAll(partsOf(first.value)));
    return added.toSorted(byRow);
  } finally {
    rows.close(undefined);
    forget();
  }
}

async function* withFirst<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* others;
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
