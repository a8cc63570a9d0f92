import { carriageReturn, lineFeed, quote } from "../bytes/csv-bytes.ts";
import type { Delimiter } from "../protocol/delimiter.ts";

/** A row of CSV. */
export interface CsvRow {
  readonly values: readonly string[];
  /** The line on which it begins, counted from 1. */
  readonly line: number;
}

const blockBytes = 65_536;

/**
 * Reads CSV whose quotes stand right, row by row, with its header line first. A part of it is text at a time: a batch
 * of 10 MB would be three times as much.
 *
 * @param bytes - UTF-8.
 */
export function* readRows(bytes: Uint8Array, delimiter: Delimiter = ","): Generator<CsvRow, void, undefined> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let line = 1;
  /** A row that goes on in the next block: it has line ends in quotes. */
  let begun = "";
  let size = blockBytes;
  for (let start = 0; start < bytes.length;) {
    const end = endOfBlock(bytes, start, size);
    const block = bytes.subarray(start, end);
    start = end;
    if (begun === "" && !block.includes(quote)) {
      // Without quotes, every line is a row: reading them so takes a third of the time.
      const lines = decoder.decode(block).split("\n");
      if (lines.at(-1) === "") lines.pop();
      for (const text of lines) {
        yield { values: (text.endsWith("\r") ? text.slice(0, -1) : text).split(delimiter), line: line++ };
      }
      continue;
    }
    const text = begun + decoder.decode(block);
    const read = readText(text, delimiter, line);
    yield* read.rows;
    ({ line } = read);
    begun = text.slice(read.end);
    // Of a row that is longer than a block, more is read at a time, so that it is not gone through again and again.
    size = read.rows.length === 0 ? 2 * size : blockBytes;
  }
}

/** Finds where the last line ends of those that a block has room for; one that is longer is a block by itself. */
function endOfBlock(bytes: Uint8Array, start: number, size: number): number {
  for (let room = size; start + room < bytes.length; room *= 2) {
    const last = bytes.subarray(start, start + room).lastIndexOf(lineFeed);
    if (last !== -1) return start + last + 1;
  }
  return bytes.length;
}

/** What {@link readText} has read. */
interface ReadText {
  readonly rows: readonly CsvRow[];
  /** Where the row begins that does not end in the text: its length where there is none. */
  readonly end: number;
  /** The line on which that begins. */
  readonly line: number;
}

/**
 * Reads the rows of a text that ends with a line, be it in quotes. To look for the next delimiter and the next line end once,
 * and not from each value on, keeps it linear; to read many rows of one text takes half the time of making a text of each.
 */
function readText(text: string, delimiter: Delimiter, firstLine: number): ReadText {
  const rows: CsvRow[] = [];
  const { length } = text;
  const find = (what: string, from: number): number => {
    const found = text.indexOf(what, from);
    return found === -1 ? length : found;
  };
  let line = firstLine;
  let nextDelimiter = -1;
  let nextLine = find("\n", 0);
  for (let start = 0; start < length;) {
    const values: string[] = [];
    let lines = line;
    for (let at = start; ;) {
      let end = at;
      if (text.charCodeAt(at) === quote) {
        let quotes = 0;
        do {
          end = find('"', end + 1) + 1;
          if (end > length) return { rows, end: start, line };
          quotes++;
        } while (text.charCodeAt(end) === quote);
        const value = text.slice(at + 1, end - 1);
        values.push(quotes === 1 ? value : value.replaceAll('""', '"'));
        for (; nextLine < end; nextLine = find("\n", nextLine + 1)) lines++;
        if (text.charCodeAt(end) === carriageReturn) end++;
      } else {
        if (nextDelimiter < at) nextDelimiter = find(delimiter, at);
        end = Math.min(nextDelimiter, nextLine);
        const hasReturn = end === nextLine && end > at && text.charCodeAt(end - 1) === carriageReturn;
        values.push(text.slice(at, hasReturn ? end - 1 : end));
      }
      at = end + 1;
      if (end >= nextLine) break;
    }
    rows.push({ values, line });
    line = lines + 1;
    start = nextLine + 1;
    nextLine = find("\n", start);
  }
  return { rows, end: length, line };
}
