import { onAbort } from "../../async/on-abort.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import type { BegunEntry, EndedEntry } from "../../protocol/journal-entry.ts";
import type { RowSource } from "../../batches/sources/row-source.ts";
import { addParts } from "./adding/add-parts.ts";
import { checkSameLoad, columnsOf, organizationIdOf } from "./taking-up/begin-load.ts";
import { checkCounted, checkEnd, checkSame, checkWhole } from "./source/check-same.ts";
import type { Preflight } from "./checking/preflight-load.ts";
import { endOpenJob } from "./ending/end-open-job.ts";
import { finishLoad } from "./ending/finish-load.ts";
import { loadErrorOf } from "./ending/load-error-of.ts";
import { openLog } from "./state/load-log.ts";
import { loadMeter } from "./state/load-meter.ts";
import type { LoadResult } from "../../protocol/load-result.ts";
import type { CheckedLoad } from "./options/load-rows-options.ts";
import type { LoadRun } from "./state/load-run.ts";
import { applyEntry, type LoadState } from "./state/load-state.ts";
import type { HashedPart } from "./source/open-parts.ts";
import { StopLoad } from "./state/stop-load.ts";
import { takeUpJobs } from "./taking-up/take-up-jobs.ts";
import { failureStop } from "./adding/watch-failures.ts";

/** Loads rows as `loadRows` does, with arguments that are checked. */
export async function runLoad(connection: Connection, source: RowSource, load: CheckedLoad): Promise<LoadResult> {
  const target = checkConnection(connection);
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(load.signal?.reason);
  // Loaded for who has rows to cut: most pages close jobs only.
  const [{ hashParts, openParts }, { openSource }, { preflightLoad, watchedParts }] = await Promise.all([
    import("./source/open-parts.ts"),
    import("../../batches/sources/open-source.ts"),
    import("./checking/preflight-load.ts"),
  ]);
  const rows = openSource(source, stopped.signal, "source", load.reading.header === null);
  const forget = onAbort(load.signal, stop);
  if (load.signal?.aborted === true) stop();
  const meter = loadMeter(load.onProgress, (error) => stopped.abort(error));
  try {
    const log = await openLog(load.journal, load.resume);
    const { signal } = stopped;
    const run: LoadRun = {
      connection,
      target,
      load,
      log,
      meter,
      signal,
      listed: new Map(),
      infos: new Map(),
      current: undefined,
    };
    let hasBegun = false;
    try {
      signal.throwIfAborted();
      meter.enter("checking");
      const { contentType } = load.spec;
      const limits = log.state.begun?.limits ?? load.limits;
      const preflight = await preflightLoad(run, source, limits);
      const { watch } = preflight;
      const cut = openParts(rows.items, { contentType, reading: load.reading, limits, onRecord: watch?.record });
      const parts = hashParts(watchedParts(cut, watch));
      const begun = await begin(run, parts, limits, preflight);
      hasBegun = true;
      const all = withFirst(begun.first, parts);
      if (log.state.ended === undefined) await carryOut(run, all, preflight);
      else await readPast(log.state, all);
      meter.enter("ended");
      return endOf(log.state, preflight);
    } catch (error) {
      // Nothing was done yet: a bad argument comes out as it is.
      if (!hasBegun && isSfbulkError(error) && error.name === "TypeError") throw error;
      stopped.abort(error);
      rows.close(error);
      throw loadErrorOf(run, error, await endOpenJob(run, error));
    }
  } finally {
    rows.close(undefined);
    forget();
    meter.flush();
    await load.journal?.release?.();
  }
}

/** Reads the beginning of the source, and sees that it fits the journal. Then the load has begun, or is taken up. */
async function begin(
  { connection, target, load, log, signal }: LoadRun,
  parts: AsyncGenerator<HashedPart, void, undefined>,
  limits: CheckedLoad["limits"],
  { watch, found }: Preflight,
): Promise<{ readonly first: HashedPart }> {
  const { begun } = log.state;
  const first = await parts.next();
  if (first.done === true) {
    if (begun !== undefined) checkWhole(log.state, 0);
    throw argumentError("EmptySource", "Cannot load rows: the source has none");
  }
  watch?.complete();
  // Without a journal nobody takes the load to another org: one request less.
  const isKept = load.journal !== undefined || load.resume !== undefined;
  const now: BegunEntry = {
    kind: "begun",
    version: 1,
    at: new Date().toISOString(),
    organizationId: isKept ? await organizationIdOf(connection, { signal }) : null,
    origin: target.origin,
    spec: load.spec,
    limits,
    reading: load.reading,
    columns: load.spec.contentType === "CSV" ? await columnsOf(first.value.body) : null,
    preflight: found("discreetly"),
  };
  if (begun !== undefined) checkSameLoad(begun, now);
  else await load.onPreflight?.(found("openly"));
  if (log.state.ended === undefined) await log.write(begun === undefined ? now : { kind: "taken-up", at: now.at });
  return { first: first.value };
}

async function carryOut(run: LoadRun, parts: AsyncIterable<HashedPart>, preflight: Preflight): Promise<void> {
  const { log, meter } = run;
  if (log.state.jobs.size > 0) await takeUpJobs(run);
  meter.enter("adding");
  let rowsRead = 0;
  const counted = async function* (): AsyncGenerator<HashedPart> {
    for await (const part of parts) {
      rowsRead += part.rows;
      checkCounted(preflight.rows, rowsRead, "so far");
      yield part;
    }
    checkWhole(log.state, rowsRead);
    checkCounted(preflight.rows, rowsRead, "in all");
  };
  await addParts(run, counted());
  const ended: EndedEntry = { ...(await finishLoad(run)), preflight: preflight.found("discreetly") };
  const stop = failureStop(run, resultOf(log.state, ended, preflight));
  if (stop !== undefined) throw stop;
  // Results that could not be read now may be there for the next call: such an end is told, and not kept.
  if (ended.summary.unknown > 0) applyEntry(log.state, ended);
  else await log.write(ended);
}

async function* withFirst(first: HashedPart, others: AsyncIterable<HashedPart>): AsyncGenerator<HashedPart> {
  yield first;
  yield* others;
}

/** Compares the source with a load that has ended: who gives another one must not take it for loaded. */
async function readPast(state: LoadState, parts: AsyncIterable<HashedPart>): Promise<void> {
  let rowsRead = 0;
  for await (const part of parts) {
    checkEnd(state, part);
    checkSame(state, part);
    rowsRead += part.rows;
  }
  checkWhole(state, rowsRead);
}

function resultOf({ jobs, parts }: LoadState, { summary, leftOpen }: EndedEntry, { found }: Preflight): LoadResult {
  const batches = [...parts.values()]
    .toSorted((one, other) => one.firstRow - other.firstRow)
    .map(({ jobId, firstRow, rows, batchId = "" }) => ({ jobId, firstRow, rows, batch: { id: batchId } }));
  return { jobs: [...jobs.keys()], batches, summary, preflight: found("openly"), leftOpen };
}

/**
 * Gives what became of a load that has ended.
 *
 * @throws StopLoad where batches are there twice.
 */
function endOf(state: LoadState, preflight: Preflight): LoadResult {
  const ended = state.ended as EndedEntry;
  const result = resultOf(state, ended, preflight);
  const { duplicates } = ended;
  if (duplicates.length === 0) return result;
  const named = duplicates.map(({ jobId, batchId }) => `"${batchId}" of job "${jobId}"`).join(", ");
  throw new StopLoad(`all rows were processed, but some are there twice, by batch ${named}`, {
    code: "DuplicateBatch",
    duplicates,
    result,
  });
}
