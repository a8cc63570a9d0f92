import { onAbort } from "../../async/on-abort.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { LoadTarget } from "../preflight/columns/load-target.ts";
import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import type { BegunEntry, EndedEntry } from "../../protocol/journal-entry.ts";
import type { IngestLoadSpec } from "../../protocol/ingest-load-spec.ts";
import type { JobSpec } from "../../protocol/job-spec.ts";
import type { RowSource } from "../../batches/sources/row-source.ts";
import { checkSameLoad, columnsOf, organizationIdOf } from "./taking-up/begin-load.ts";
import { checkCounted, checkEnd, checkSame, checkWhole } from "./source/check-same.ts";
import type { Preflight } from "./checking/preflight-load.ts";
import { loadErrorOf } from "./ending/load-error-of.ts";
import { openLog } from "./state/load-log.ts";
import { loadMeter } from "./state/load-meter.ts";
import type { AnyLoadResult } from "../../protocol/load-result.ts";
import type { CheckedLoad } from "./options/check-shared-options.ts";
import type { LoadWay } from "./source/load-way.ts";
import type { Keeper, LoadRun } from "./state/load-run.ts";
import { applyEntry, type LoadState } from "./state/load-state.ts";
import type { HashedPart, LoadPart } from "./source/open-parts.ts";
import { StopLoad } from "./state/stop-load.ts";

/** How many bytes are cut off a source at a time, at most: those of a batch. A job of Bulk API 2.0 is filled with several. */
const largestPiece = 10_000_000;

/**
 * Loads rows as `loadRows` does, with arguments that are checked.
 *
 * @param wayOf - Makes what is done otherwise by each API.
 */
export async function runLoad<Spec extends JobSpec | IngestLoadSpec, Part extends HashedPart>(
  given: Connection,
  source: RowSource,
  load: CheckedLoad<Spec>,
  wayOf: (run: LoadRun<Spec>) => LoadWay<Part>,
): Promise<AnyLoadResult> {
  checkConnection(given);
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(load.signal?.reason);
  // Loaded for who has rows to cut: most pages close jobs only.
  const [{ openParts }, { openSource }, { preflightLoad, watchedParts }] = await Promise.all([
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
    // Batches can be asked for in the version of their job alone: a load has one. It is 0 where nobody said it.
    const version = [...log.state.jobs.values()].at(-1)?.apiVersion ?? 0;
    const connection = version === 0 ? given : { ...given, version };
    const target = checkConnection(connection);
    const keeper = await keeperOf(target, load, signal);
    const run: LoadRun<Spec> = { connection, target, load, log, meter, signal, keeper };
    const way = wayOf(run);
    let hasBegun = false;
    try {
      signal.throwIfAborted();
      meter.enter("checking");
      const { contentType } = load.spec;
      const limits = log.state.begun?.limits ?? load.limits;
      const pieces = { ...limits, maxBytes: Math.min(limits.maxBytes, largestPiece) };
      const preflight = await preflightLoad(run, source, pieces);
      const { watch } = preflight;
      const keepsDelimiter = load.api === "2.0";
      const cutting = { contentType, reading: load.reading, limits: pieces, keepsDelimiter, onRecord: watch?.record };
      const columns: { of?: LoadPart } = {};
      const parts = way.pack(noteFirst(watchedParts(openParts(rows.next, cutting), watch), columns));
      const first = await begin(run, way, parts, columns, limits, preflight);
      hasBegun = true;
      const all = withFirst(first, parts);
      if (log.state.ended === undefined) await carryOut(run, way, all, preflight);
      else await readPast(log.state, all);
      meter.enter("ended");
      return endOf(way, log.state, preflight);
    } catch (error) {
      // Nothing was done yet: a bad argument comes out as it is.
      if (!hasBegun && isSfbulkError(error) && error.name === "TypeError") throw error;
      stopped.abort(error);
      rows.close(error);
      const endingError = await way.endOpen(error);
      throw loadErrorOf(run, way.there(), error, endingError);
    }
  } finally {
    rows.close(undefined);
    forget();
    meter.flush();
    await load.journal?.release?.();
  }
}

/** Reads the beginning of the source, and sees that it fits the journal. Then the load has begun, or is taken up. */
async function begin<Part extends HashedPart>(
  { connection, target, load, log, signal, keeper }: LoadRun,
  { isOnePart }: LoadWay<Part>,
  parts: AsyncGenerator<Part, void, undefined>,
  columns: { readonly of?: LoadPart },
  limits: CheckedLoad["limits"],
  { watch, found }: Preflight,
): Promise<Part> {
  const { begun } = log.state;
  const first = await parts.next();
  if (first.done === true) {
    if (begun !== undefined) checkWhole(log.state, 0);
    throw argumentError("EmptySource", "Cannot load rows: the source has none");
  }
  watch?.complete();
  const second = isOnePart ? await parts.next() : undefined;
  if (second?.done === false) {
    throw argumentError(
      "BatchTooLarge",
      `Cannot load rows to ${load.spec.operation}: they have more than ${limits.maxBytes} bytes, and would need several jobs, of which each replaces what the one before has loaded`,
    );
  }
  // Without a journal nobody takes the load to another org: one request less.
  const isKept = load.journal !== undefined || load.resume !== undefined;
  const now: BegunEntry = {
    kind: "begun",
    version: 1,
    ...(load.api === "1.0" ? {} : { api: load.api }),
    at: new Date().toISOString(),
    organizationId: isKept ? await organizationIdOf(connection, { signal }) : null,
    origin: target.origin,
    spec: load.spec,
    limits,
    reading: load.reading,
    columns: load.spec.contentType === "CSV" && columns.of !== undefined ? await columnsOf(columns.of) : null,
    preflight: found("discreetly"),
    ...(keeper === undefined ? {} : { snapshot: true }),
  };
  if (keeper !== undefined && now.columns !== null && log.state.ended === undefined) await keeper.check(now.columns);
  if (begun !== undefined) checkSameLoad(begun, now);
  else await load.onPreflight?.(found("openly"));
  if (log.state.ended === undefined) await log.write(begun === undefined ? now : { kind: "taken-up", at: now.at });
  return first.value;
}

/** Makes what keeps records before they are changed, where that is wanted. */
async function keeperOf(
  target: Target,
  { snapshot, spec }: CheckedLoad,
  signal: AbortSignal,
): Promise<Keeper | undefined> {
  if (snapshot === undefined) return undefined;
  // Loaded for who takes snapshots.
  const { checkLoadTarget, snapshotter } = await import("../snapshots/snapshot-steps.ts");
  const aim = checkLoadTarget(spec as LoadTarget);
  return { ...snapshotter(target, aim, snapshot, { signal }), key: aim.key ?? "id" };
}

async function carryOut<Part extends HashedPart>(
  run: LoadRun,
  way: LoadWay<Part>,
  parts: AsyncIterable<Part>,
  preflight: Preflight,
): Promise<void> {
  const { log, meter } = run;
  if (log.state.jobs.size > 0) await way.takeUp();
  // Once it is known which rows are there, and before more are sent: with rows of this source behind those of the one that it
  // was, neither could be gone on with.
  if (preflight.count !== undefined) checkCounted(preflight.rows, await preflight.count(), "in all");
  meter.enter("adding");
  let rowsRead = 0;
  const counted = async function* (): AsyncGenerator<Part> {
    for await (const part of parts) {
      rowsRead += part.rows;
      checkCounted(preflight.rows, rowsRead, "so far");
      yield part;
    }
    checkWhole(log.state, rowsRead);
    checkCounted(preflight.rows, rowsRead, "in all");
  };
  await way.add(counted());
  const ended: EndedEntry = { ...(await way.finish()), preflight: preflight.found("discreetly") };
  const stop = way.whyNotWell(way.resultOf(ended, preflight.found("openly")));
  if (stop !== undefined) throw stop;
  // Results that could not be read now may be there for the next call: such an end is told, and not kept.
  if (ended.summary.unknown > 0) applyEntry(log.state, ended);
  else await log.write(ended);
}

async function* withFirst<Part>(first: Part, others: AsyncIterable<Part>): AsyncGenerator<Part> {
  yield first;
  yield* others;
}

/** Keeps the first part, whose header line names the columns. */
async function* noteFirst(parts: AsyncIterable<LoadPart>, first: { of?: LoadPart }): AsyncGenerator<LoadPart> {
  for await (const part of parts) {
    first.of ??= part;
    yield part;
  }
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

/**
 * Gives what became of a load that has ended.
 *
 * @throws StopLoad where batches are there twice.
 */
function endOf(way: Pick<LoadWay, "resultOf">, state: LoadState, preflight: Preflight): AnyLoadResult {
  const ended = state.ended as EndedEntry;
  const result = way.resultOf(ended, preflight.found("openly"));
  const { duplicates } = ended;
  if (duplicates.length === 0) return result;
  const named = duplicates.map(({ jobId, batchId }) => `"${batchId}" of job "${jobId}"`).join(", ");
  throw new StopLoad(`all rows were processed, but some are there twice, by batch ${named}`, {
    code: "DuplicateBatch",
    duplicates,
    result,
  });
}
