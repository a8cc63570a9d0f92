import type { BatchPart, PartLines } from "../../../batches/batch-part.ts";
import { makeParts } from "../../../batches/make-parts.ts";
import { hashRows } from "../../../journals/hash-rows.ts";
import type { LoadLimits, LoadReading } from "../../../protocol/journal-entry.ts";
import { failedRowsAsCsv, isFailedRow } from "./failed-rows-as-csv.ts";

/** Rows that are to become one batch of a load. */
export interface LoadPart extends Omit<BatchPart, "lines"> {
  /** The lines of the source; `none` of CSV that was written here, `undefined` of records. */
  readonly lines: PartLines | "none" | undefined;
}

/** The same, and what they are told by. */
export interface HashedPart extends LoadPart {
  readonly hash: string;
}

/** What the parts of a load are cut by. */
export interface PartsOptions {
  readonly contentType: string;
  readonly reading: LoadReading;
  readonly limits: LoadLimits;
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
  { contentType, reading, limits, onRecord }: PartsOptions,
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
  const parts = makeParts(first.value, iterator, {
    ...limits,
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
  for await (const part of parts) yield { ...part, lines: areFailed ? "none" : part.lines };
}

/** Gives each part what it is told by. */
export async function* hashParts(parts: AsyncIterable<LoadPart>): AsyncGenerator<HashedPart, void, undefined> {
  for await (const part of parts) yield { ...part, hash: await hashRows(part.body) };
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
