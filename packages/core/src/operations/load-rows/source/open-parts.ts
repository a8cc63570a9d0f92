import type { BatchPart as BodyPart, PartLines } from "../../../batches/batch-part.ts";
import { makeParts } from "../../../batches/make-parts.ts";
import type { SourceReading } from "../../../batches/source-reading.ts";
import type { Delimiter } from "../../../protocol/delimiter.ts";
import type { LoadLimits, LoadReading } from "../../../protocol/journal-entry.ts";
import { failedRowsAsCsv, isFailedRow } from "./failed-rows-as-csv.ts";

/** Rows of a load that were cut off its source. */
export interface LoadPart extends Omit<BodyPart, "lines"> {
  /** The lines of the source; `none` of CSV that was written here, `undefined` of records. */
  readonly lines: PartLines | "none" | undefined;
  /** How CSV is written in it. */
  readonly dialect: PartDialect;
}

/** How the rows of a load are written, as they are sent. */
export interface PartDialect {
  readonly delimiter: Delimiter;
  readonly lineEnd: "LF" | "CRLF";
}

/** Rows that are to be sent at a time: a batch, or all of a job of Bulk API 2.0. */
export interface HashedPart {
  /** The number of the first of them in the source, counted from 1. */
  readonly firstRow: number;
  readonly rows: number;
  /** How many bytes they have with their header line, before compression. */
  readonly bytes: number;
  /** What they are told by. */
  readonly hash: string;
}

/** Rows that are to become one batch, and what they are told by. */
export interface BatchPart extends LoadPart, HashedPart {}

/** What the parts of a load are cut by. */
export interface PartsOptions {
  readonly contentType: string;
  readonly reading: LoadReading;
  readonly limits: LoadLimits;
  /** Whether CSV keeps the delimiter that it has; else it gets commas. */
  readonly keepsDelimiter: boolean;
  /** Is told of each record before it is written. */
  readonly onRecord: ((record: unknown, row: number) => Promise<void>) | undefined;
}

/**
 * Cuts a source into the batches of a load. The same source, read in the same way, gives the same ones each time.
 *
 * @param items - What the source gives: pieces of CSV, records, or rows that `failedRows` has found.
 */
export async function* openParts(
  items: AsyncIterable<unknown>,
  { contentType, reading, limits, keepsDelimiter, onRecord }: PartsOptions,
): AsyncGenerator<LoadPart, void, undefined> {
  let iterator = items[Symbol.asyncIterator]();
  let first = await iterator.next();
  if (first.done === true) return;
  const areFailed = isFailedRow(first.value);
  let columns = reading.columns ?? undefined;
  if (areFailed) {
    iterator = failedRowsAsCsv(allOf(first.value, iterator), contentType, columns);
    first = await iterator.next();
    columns = undefined;
  } else if (onRecord !== undefined && isRecord(first.value)) {
    iterator = told(allOf(first.value, iterator), onRecord);
    first = await iterator.next();
  }
  const found: SourceReading = { bytes: 0 };
  const parts = makeParts(first.value, iterator, {
    ...limits,
    sent: keepsDelimiter ? { delimiter: undefined, lineEnd: undefined } : undefined,
    reading: found,
    contentType,
    header: reading.header ?? undefined,
    encoding: reading.encoding ?? undefined,
    // Rows that failed are written here, with commas.
    delimiter: areFailed ? "," : (reading.delimiter ?? undefined),
    raggedRows: reading.raggedRows,
    columns,
    // All of them are cut, also those that are there, since each is compared.
    nextDone: () => Infinity,
  });
  for await (const part of parts) {
    const { delimiter = ",", lineEnd } = found;
    const dialect: PartDialect = {
      delimiter: keepsDelimiter ? delimiter : ",",
      lineEnd: lineEnd === "CRLF" ? "CRLF" : "LF",
    };
    yield { ...part, dialect, lines: areFailed ? "none" : part.lines };
  }
}

/** What else it may be is refused when it is written. */
const isRecord = (item: unknown): boolean => typeof item === "object" && item !== null && !(item instanceof Uint8Array);

async function* told(
  records: AsyncIterable<unknown>,
  onRecord: (record: unknown, row: number) => Promise<void>,
): AsyncGenerator<unknown, void> {
  let row = 0;
  for await (const record of records) {
    await onRecord(record, ++row);
    yield record;
  }
}

async function* allOf(first: unknown, others: AsyncIterator<unknown>): AsyncGenerator<unknown, void> {
  yield first;
  for (let item = await others.next(); item.done !== true; item = await others.next()) yield item.value;
}
