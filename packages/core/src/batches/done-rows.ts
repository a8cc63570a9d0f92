/** Some rows of a source that stand one after another. */
export interface RowRange {
  /** The number of the first one in the source, counted from 1. */
  readonly firstRow: number;
  /** How many there are. */
  readonly rows: number;
}

/**
 * Makes a function that gives the first row at or behind another that is in one of the ranges, `Infinity` where none is.
 * It may be asked about rows from 1 on, never going back.
 */
export function nextDoneRow(ranges: readonly RowRange[]): (from: number) => number {
  const sorted = ranges.toSorted((one, other) => one.firstRow - other.firstRow);
  let place = 0;
  return (from) => {
    for (;;) {
      const range = sorted[place];
      if (range === undefined) return Infinity;
      if (from < range.firstRow + range.rows) return Math.max(from, range.firstRow);
      place++;
    }
  };
}

/** Gives the number of the first row that is in none of the ranges. */
export function firstMissingRow(ranges: readonly RowRange[]): number {
  const nextDone = nextDoneRow(ranges);
  const last = Math.max(0, ...ranges.map(({ firstRow, rows }) => firstRow + rows - 1));
  for (let row = 1; row <= last; row++) if (nextDone(row) !== row) return row;
  return last + 1;
}
