import type { DuplicateBatch, LoadSummary } from "@sfbulk/node";
import type { LoadRecord } from "../journals/load-record.ts";

// Core counts rows from the first one that it is given, and people from the first one of their file. `skip` is how many it
// leaves out.

/** Where core tells of rows, each message of it: a test reads them there. Lines have the numbers of the file. */
const places: readonly RegExp[] = [
  /(?<= row )\d+(?= \(line )/g,
  /(?<=ends behind row )\d+/g,
  /(?<=, and row )\d+(?= was sent before)/g,
  /(?<= at row )\d+(?=: whether )/g,
  /(?<=the source has row )\d+/g,
  /(?<=the source had )\d+(?= rows when)/g,
  /(?<= when it was checked, and has )\d+(?= now)/g,
  /(?<=: rows )\d+(?= to )/g,
  /(?<= to )\d+(?= of the source)/g,
];

/** The rows that are all alike, in the words of core about them. */
const alike = /^Rows ([\d, ]+) are equal/;

/** Puts the numbers of rows in a message of core into those that they have in the file. */
export function inFileRows(message: string, skip: number): string {
  if (skip === 0) return message;
  const inFile = (number: string): string => String(Number(number) + skip);
  return places
    .reduce((text, place) => text.replaceAll(place, inFile), message)
    .replace(alike, (_, rows: string) => `Rows ${rows.split(", ").map(inFile).join(", ")} are equal`);
}

/** Puts the batches of a load where they are in the file. */
export const recordInFile = (record: LoadRecord, skip: number): LoadRecord => ({
  ...record,
  batches: record.batches.map((one) => ({ ...one, firstRow: one.firstRow + skip })),
});

/** Does the same with batches that are there twice. Which rows they have is not always known. */
export const duplicatesInFile = (duplicates: readonly DuplicateBatch[], skip: number): readonly DuplicateBatch[] =>
  duplicates.map((one) => ({ ...one, firstRow: one.firstRow === null ? null : one.firstRow + skip }));

/** Does the same with reasons, of which the first row is 0 where it is not known. */
export const summaryInFile = (summary: LoadSummary | undefined, skip: number): LoadSummary | undefined =>
  summary && {
    ...summary,
    reasons: summary.reasons.map((one) => (one.firstRow === 0 ? one : { ...one, firstRow: one.firstRow + skip })),
  };
