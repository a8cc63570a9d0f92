import type { RowSource } from "../../../batches/sources/row-source.ts";
import { isRepeatable } from "../../../batches/sources/is-repeatable.ts";
import { openSource } from "../../../batches/sources/open-source.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { LoadLimits } from "../../../protocol/journal-entry.ts";
import type { LoadPreflight } from "../../../protocol/load-preflight.ts";
import type { LoadRun } from "../state/load-run.ts";
import { type LoadPart, openParts } from "../source/open-parts.ts";
import { type RowWatch, watchRows } from "./row-watch.ts";

/** What is known of the rows of a load before they are sent, and what checks those that are not known yet. */
export interface Preflight {
  /** Checks the rows as they are sent; `undefined` where all are checked. */
  readonly watch: RowWatch | undefined;
  /** How many rows the source must have; `null` where that is not known. */
  readonly rows: number | null;
  /** Counts those that it has now; `undefined` where they were just counted, and where it can be read only once. */
  readonly count: (() => Promise<number>) | undefined;
  /** Tells what was found up to now. `discreetly` is without values of rows. */
  readonly found: (how: "openly" | "discreetly") => LoadPreflight;
}

/**
 * Checks the source of a load before it begins, all of it where it can be read twice. Of a load that is taken up, what its
 * journal says is settled: a source that was read whole is not checked again, and of another one, columns and rows that
 * were sent are no reason any more to refuse it.
 *
 * @throws TypeError for a source that cannot be loaded.
 */
export async function preflightLoad(run: LoadRun, source: RowSource, limits: LoadLimits): Promise<Preflight> {
  const { target, load, log, signal } = run;
  const { begun, ended, lastRow } = log.state;
  const settled = ended?.preflight ?? (begun?.preflight.rows === null ? undefined : begun?.preflight);
  const canRepeat = isRepeatable(source);
  if (settled !== undefined) {
    const count = canRepeat ? async () => await countRows(run, source, limits, undefined) : undefined;
    return { watch: undefined, rows: settled.rows, count, found: () => settled };
  }
  const watch = watchRows(target, load, { lastRow, hasColumns: begun !== undefined }, signal);
  if (begun !== undefined || !canRepeat) {
    return { watch, rows: null, count: undefined, found: (how) => watch.found(how, null) };
  }
  const rows = await countRows(run, source, limits, watch);
  if (rows === 0) throw argumentError("EmptySource", "Cannot load rows: the source has none");
  watch.complete();
  return { watch: undefined, rows, count: undefined, found: (how) => watch.found(how, rows) };
}

/** Reads a source to its end. */
async function countRows(
  { load, signal }: LoadRun,
  source: RowSource,
  limits: LoadLimits,
  watch: RowWatch | undefined,
): Promise<number> {
  const { contentType } = load.spec;
  const keepsDelimiter = load.api === "2.0";
  const { next, close } = openSource(source, signal, "source", load.reading.header === null);
  let rows = 0;
  try {
    const cutting = { contentType, reading: load.reading, limits, keepsDelimiter, onRecord: watch?.record };
    for await (const part of watchedParts(openParts(next, cutting), watch)) rows += part.rows;
  } finally {
    close(undefined);
  }
  return rows;
}

/** Checks parts as they are taken. */
export async function* watchedParts(
  parts: AsyncIterable<LoadPart>,
  watch: RowWatch | undefined,
): AsyncGenerator<LoadPart, void, undefined> {
  for await (const part of parts) {
    await watch?.part(part);
    yield part;
  }
}
