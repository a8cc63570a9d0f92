import type { BatchPart } from "../../batches/batch-part.ts";
import { makeParts } from "../../batches/make-parts.ts";
import { hashRows } from "../../journals/hash-rows.ts";
import type { LoadLimits, LoadReading } from "../../journals/journal-entry.ts";
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
  const iterator = items[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const all = async function* (): AsyncGenerator {
    yield first.value;
    for (let item = await iterator.next(); item.done !== true; item = await iterator.next()) yield item.value;
  };
  const columns = reading.columns ?? undefined;
  const areFailed = isFailedRow(first.value);
  const parts = makeParts(areFailed ? failedRowsAsCsv(all(), contentType, columns) : all(), {
    ...limits,
    contentType,
    header: reading.header ?? undefined,
    columns: areFailed ? undefined : columns,
    // All of them are cut, also those that are there, since each is compared.
    nextDone: () => Infinity,
  });
  for await (const part of parts) yield { ...part, hash: await hashRows(part.body) };
}
