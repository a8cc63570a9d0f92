import type { BatchPart } from "../../batches/batch-part.ts";
import { makeParts } from "../../batches/make-parts.ts";
import { hashRows } from "../../journals/hash-rows.ts";
import type { LoadLimits, LoadReading } from "../../protocol/journal-entry.ts";
import { failedRowsAsCsv, isFailedRow } from "./failed-rows-as-csv.ts";

/** Rows that are to become one batch, and what they are told by. */
export interface HashedPart extends BatchPart {
  readonly hash: string;
}

/** What the parts of a load are cut by. */
export interface PartsOptions {
  readonly contentType: string;
  readonly reading: LoadReading;
  readonly limits: LoadLimits;
}

/**
 * Cuts a source into the batches of a load. The same source, read in the same way, gives the same ones each time.
 *
 * @param items - What the source gives: pieces of CSV, records, or rows that `failedRows` has found.
 */
export async function* openParts(
  items: AsyncIterable<unknown>,
  { contentType, reading, limits }: PartsOptions,
): AsyncGenerator<HashedPart, void, undefined> {
  let iterator = items[Symbol.asyncIterator]();
  let first = await iterator.next();
  if (first.done === true) return;
  const areFailed = isFailedRow(first.value);
  let columns = reading.columns ?? undefined;
  if (areFailed) {
    iterator = failedRowsAsCsv(allOf(first.value, iterator), contentType, columns);
    first = await iterator.next();
    columns = undefined;
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
  for await (const part of parts) yield { ...part, hash: await hashRows(part.body) };
}

async function* allOf(first: unknown, others: AsyncIterator<unknown>): AsyncGenerator<unknown, void> {
  yield first;
  for (let item = await others.next(); item.done !== true; item = await others.next()) yield item.value;
}
