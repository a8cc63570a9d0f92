import { type CsvReading, csvRows } from "../files/csv-rows.ts";

/**
 * Finds the rows that have nothing in the one column that is loaded, by their numbers in the file, from 1: such a row would be
 * a line with nothing in it, which is no row. Where several columns are loaded there are none, and nothing is read.
 */
export async function emptyRows(
  file: Blob,
  reading: CsvReading,
  targets: readonly string[],
): Promise<readonly number[]> {
  const [place, ...more] = targets.flatMap((target, index) => (target === "" ? [] : [index]));
  if (place === undefined || more.length > 0) return [];
  const found: number[] = [];
  // The first line is the header line.
  let number = -1;
  for await (const rows of csvRows(file, reading)) {
    for (const row of rows) if (++number > 0 && (row[place] ?? "") === "") found.push(number);
  }
  return found;
}
