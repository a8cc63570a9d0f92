/** Some rows of a source that stand one after another. */
export interface RowRange {
  /** The number of the first one in the source, counted from 1. */
  readonly firstRow: number;
  /** How many there are. */
  readonly rows: number;
}

/** Makes a function that tells of one row after another, from 1 on, whether it is in one of the ranges. */
export function doneRows(ranges: readonly RowRange[]): (row: number) => boolean {
  const sorted = ranges.toSorted((one, other) => one.firstRow - other.firstRow);
  let place = 0;
  return (row) => {
    for (;;) {
      const range = sorted[place];
      if (range === undefined || row < range.firstRow) return false;
      if (row < range.firstRow + range.rows) return true;
      place++;
    }
  };
}

/** Gives the number of the first row that is in none of the ranges. */
export function firstMissingRow(ranges: readonly RowRange[]): number {
  const isDone = doneRows(ranges);
  const last = Math.max(0, ...ranges.map(({ firstRow, rows }) => firstRow + rows - 1));
  for (let row = 1; row <= last; row++) if (!isDone(row)) return row;
  return last + 1;
}
