import { argumentError } from "../../../errors/argument-error.ts";
import type { KnownPart, LoadState } from "../state/load-state.ts";
import type { HashedPart } from "./open-parts.ts";

/**
 * Compares a batch of the source with the one that an earlier run cut at the same place.
 *
 * @returns what is known of it; `undefined` for one that no run has come to.
 * @throws TypeError where they differ.
 */
export function checkSame(state: LoadState, { firstRow, rows, bytes, hash }: HashedPart): KnownPart | undefined {
  const known = state.parts.get(firstRow);
  if (known === undefined) {
    // The journal has every batch up to the last one that was begun.
    if (firstRow > state.lastRow) return undefined;
    throw changedSource(firstRow, rows);
  }
  if (known.rows === rows && known.bytes === bytes && known.hash === hash) return known;
  throw changedSource(firstRow, rows);
}

/** Sees that the source has all the rows that an earlier run has read. */
export function checkWhole(state: LoadState, rowsRead: number): void {
  const { lastRow: last } = state;
  if (rowsRead >= last) return;
  throw argumentError(
    "ChangedSource",
    `Cannot go on with the load: the source ends behind row ${rowsRead}, and row ${last} was sent before; give the source that it began with`,
  );
}

/**
 * Sees that the source has as many rows as it had when it was checked.
 *
 * @param counted - How many that were; `null` where it was not read before.
 */
export function checkCounted(counted: number | null, rowsRead: number, when: "so far" | "in all"): void {
  if (counted === null || (when === "so far" ? rowsRead <= counted : rowsRead === counted)) return;
  throw argumentError(
    "ChangedSource",
    `Cannot go on with the load: the source had ${counted} rows when it was checked, and has ${when === "so far" ? "more" : rowsRead} now`,
  );
}

/** Sees that the source has no rows behind those of a load that has ended. */
export function checkEnd(state: LoadState, { firstRow }: HashedPart): void {
  if (state.parts.has(firstRow)) return;
  throw argumentError(
    "ChangedSource",
    `Cannot tell the end of the load: the source has row ${firstRow}, and the load ended before it; more rows are another load, with another journal`,
  );
}

const changedSource = (firstRow: number, rows: number): TypeError =>
  argumentError(
    "ChangedSource",
    `Cannot go on with the load: rows ${firstRow} to ${firstRow + rows - 1} of the source are not those that were sent before; give the source that it began with, read in the same way`,
  );
