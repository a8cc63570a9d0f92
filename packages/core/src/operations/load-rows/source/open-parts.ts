import type { BatchPart as BodyPart, PartLines } from "../../../batches/batch-part.ts";
import { makeParts } from "../../../batches/make-parts.ts";
import type { RecordWatch } from "../../../batches/pack-records.ts";
import type { SourceReading } from "../../../batches/source-reading.ts";
import { itemsOf, type Pull, pullWith } from "../../../batches/pull.ts";
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
  readonly onRecord: RecordWatch | undefined;
}

/**
 * Cuts a source into the batches of a load. The same source, read in the same way, gives the same ones each time.
 *
 * @param next - What the source gives: pieces of CSV, records, or rows that `failedRows` has found.
 */
export async function* openParts(
  next: Pull,
  { contentType, reading, limits, keepsDelimiter, onRecord }: PartsOptions,
): AsyncGenerator<LoadPart, void, undefined> {
  let pull = next;
  let first = await pull();
  if (first.done === true) return;
  const areFailed = isFailedRow(first.value);
  let columns = reading.columns ?? undefined;
  if (areFailed) {
    const lines = failedRowsAsCsv(itemsOf(pullWith(first.value, next)), contentType, columns);
    pull = async () => await lines.next();
    first = await pull();
    columns = undefined;
  }
  const found: SourceReading = { bytes: 0 };
  const parts = makeParts(first.value, pull, {
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
    onRecord,
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
