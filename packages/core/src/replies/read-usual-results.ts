import { readErrorCell } from "../protocol/row-error-cell.ts";
import type { RowList } from "../protocol/row-list.ts";
import type { RowResult } from "../protocol/row-result.ts";

const headerLine = '"Id","Success","Created","Error"\n';
/** What stands behind the id of a row that was written, and before the reason of one that was not. */
const inserted = '","true","true",""\n';
const updated = '","true","false",""\n';
const failed = '","false","false","';
const lineFeed = 0x0a;

/** How many bytes become text at a time. */
const piece = 4 * 1024;

/**
 * Reads the results of a batch's rows as Salesforce writes them: every value in quotes, every line ended by a line feed. It
 * takes a fifth of the time of a CSV parser, which makes a list of four strings for each row. What it gives are the rows as
 * bytes until somebody asks for them: 10,000 at once would outlive the young generation of the heap, and so would their text;
 * of a job's 1,000 batches that took 1.7 times the memory each.
 *
 * @param bytes - What is known to be UTF-8.
 * @returns `undefined` where anything is written otherwise: then a CSV parser is asked, whatever it is.
 */
export function readUsualResults(bytes: Uint8Array): RowList<RowResult> | undefined {
  const next = piecesOf(bytes);
  if (next === undefined) return undefined;
  let length = 0;
  for (let text = next(0); text !== undefined;) {
    let at = 0;
    for (let end = rowEnd(text, at); end !== -1; end = rowEnd(text, at)) {
      at = end;
      length++;
    }
    const more = next(at);
    if (more === undefined && at !== text.length) return undefined;
    text = more;
  }
  return { length, [Symbol.iterator]: () => rowsOf(piecesOf(bytes)) };
}

/** Makes the rows of bytes that are known to be as usual. */
function* rowsOf(next: Next | undefined): Generator<RowResult, void> {
  for (let text = next?.(0), at = 0; text !== undefined; text = next?.(at), at = 0) {
    for (;;) {
      const idEnd = text.startsWith('"', at) ? text.indexOf('"', at + 1) : -1;
      if (idEnd !== -1 && text.startsWith(inserted, idEnd)) {
        const id = idEnd === at + 1 ? null : text.slice(at + 1, idEnd);
        at = idEnd + inserted.length;
        yield { id, success: true, created: true, errors: [] };
        continue;
      }
      const behind = rowEnd(text, at);
      if (behind === -1) break;
      const row = otherRow(text, at, idEnd, behind);
      at = behind;
      yield row;
    }
  }
}

/** Gives the next piece of text, behind what was not read of the last one, that is from `at` on; `undefined` at the end. */
type Next = (at: number) => string | undefined;

/** Makes text of bytes piece by piece, from behind the header line on; `undefined` where that is another one. */
function piecesOf(bytes: Uint8Array): Next | undefined {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const mark = bytes[0] === 0xef ? 3 : 0;
  let start = mark + headerLine.length;
  let size = piece / 2;
  let text = "";
  if (decoder.decode(bytes.subarray(mark, start)) !== headerLine) return undefined;
  return (at) => {
    if (start >= bytes.length) return undefined;
    // A row that is longer than a piece is not looked through again for each of them.
    size = at === 0 ? size * 2 : piece;
    // Behind a line feed no character is cut; and almost always a row ends with it, so that there is nothing to be put together.
    const last = bytes.subarray(start, start + size).lastIndexOf(lineFeed);
    const end = last === -1 ? bytes.indexOf(lineFeed, start + size) : start + last;
    const from = start;
    start = end === -1 ? bytes.length : end + 1;
    return (text = text.slice(at) + decoder.decode(bytes.subarray(from, start)));
  };
}

/** Makes a row that made no new record, whose id ends at `end`, and it itself at `next`. */
function otherRow(text: string, at: number, end: number, next: number): RowResult {
  const id = end === at + 1 ? null : text.slice(at + 1, end);
  if (text.startsWith(updated, end)) return { id, success: true, created: false, errors: [] };
  const reason = text.slice(end + failed.length, next - '"\n'.length).replaceAll('""', '"');
  return { id, success: false, created: false, errors: readErrorCell(reason) };
}

/** Finds where a row ends; -1 where it is not as usual, or goes on behind the text. */
function rowEnd(text: string, at: number): number {
  const end = text.startsWith('"', at) ? text.indexOf('"', at + 1) : -1;
  if (end === -1) return -1;
  if (text.startsWith(inserted, end)) return end + inserted.length;
  if (text.startsWith(updated, end)) return end + updated.length;
  if (!text.startsWith(failed, end)) return -1;
  for (let place = end + failed.length; ; place += 2) {
    place = text.indexOf('"', place);
    if (place === -1) return -1;
    // Two together are one of the reason's own.
    if (!text.startsWith('"', place + 1)) return text.startsWith("\n", place + 1) ? place + 2 : -1;
  }
}
