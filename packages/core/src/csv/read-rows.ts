import { carriageReturn, lineFeed, quote } from "../bytes/csv-bytes.ts";
import type { Delimiter } from "../protocol/delimiter.ts";
import { csvValues } from "../rows/csv-values.ts";
import { findRecordEnd, startOfCsv } from "./find-record-end.ts";

/** A row of CSV. */
export interface CsvRow {
  readonly values: readonly string[];
  /** The line on which it begins, counted from 1. */
  readonly line: number;
}

/**
 * Reads CSV whose quotes stand right, row by row, with its header line first. A part of it is text at a time: a batch
 * of 10 MB would be three times as much.
 *
 * @param bytes - UTF-8.
 */
export function* readRows(bytes: Uint8Array, delimiter: Delimiter = ","): Generator<CsvRow, void, undefined> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const position = startOfCsv(delimiter.charCodeAt(0));
  let start = 0;
  let quotedUntil = 0;
  while (start < bytes.length) {
    const blockEnd = start < quotedUntil ? start : endOfBlock(bytes, start);
    const block = bytes.subarray(start, blockEnd);
    if (block.length > 0 && !block.includes(quote)) {
      // Without quotes, every line is a row: reading many at once takes a third of the time.
      const lines = decoder.decode(block).split("\n");
      if (lines.at(-1) === "") lines.pop();
      for (const text of lines) {
        yield { values: (text.endsWith("\r") ? text.slice(0, -1) : text).split(delimiter), line: position.line++ };
      }
      start = blockEnd;
      continue;
    }
    quotedUntil = Math.max(quotedUntil, blockEnd);
    const { line } = position;
    const found = findRecordEnd(position, bytes, start);
    const end = found === -1 ? bytes.length : found;
    const record = bytes.subarray(start, end - lengthOfEnd(bytes, end));
    const text = decoder.decode(record);
    yield { values: csvValues(text, delimiter), line };
    start = end;
  }
}

const blockBytes = 65_536;

/** Finds where the last line ends of those that a block has room for; `start` where none does. */
function endOfBlock(bytes: Uint8Array, start: number): number {
  if (start + blockBytes >= bytes.length) return bytes.length;
  return Math.max(start, bytes.subarray(start, start + blockBytes).lastIndexOf(lineFeed) + 1 + start);
}

/** Batches have LF or CR LF. */
const lengthOfEnd = (bytes: Uint8Array, end: number): number =>
  bytes[end - 1] !== lineFeed ? 0 : bytes[end - 2] === carriageReturn ? 2 : 1;
