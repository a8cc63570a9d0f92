import { readErrorCell } from "../protocol/row-error-cell.ts";
import type { RowList } from "../protocol/row-list.ts";
import type { RowResult } from "../protocol/row-result.ts";

const headerLine = '"Id","Success","Created","Error"\n';
/** What stands behind the id of a row that was written, and before the reason of one that was not. */
const inserted = '","true","true",""\n';
const updated = '","true","false",""\n';
const failed = '","false","false","';

/**
 * Reads the results of a batch's rows as Salesforce writes them: every value in quotes, every line ended by a line feed. It
 * takes a fifth of the time of a CSV parser, which makes a list of four strings for each row. What it gives are the rows as
 * text until somebody asks for them: 10,000 at once would outlive the young generation of the heap, and a job's 1,000
 * batches took 1.7 times the time and 1.7 times the memory.
 *
 * @returns `undefined` where anything is written otherwise: then a CSV parser is asked, whatever it is.
 */
export function readUsualResults(text: string): RowList<RowResult> | undefined {
  if (!text.startsWith(headerLine)) return undefined;
  let length = 0;
  for (let at = headerLine.length; at < text.length; length++) {
    const end = text.startsWith('"', at) ? text.indexOf('"', at + 1) : -1;
    at = end === -1 ? -1 : nextRow(text, end);
    if (at === -1) return undefined;
  }
  return {
    length,
    *[Symbol.iterator]() {
      for (let at = headerLine.length; at < text.length;) {
        const end = text.indexOf('"', at + 1);
        const id = end === at + 1 ? null : text.slice(at + 1, end);
        if (text.startsWith(inserted, end)) {
          at = end + inserted.length;
          yield { id, success: true, created: true, errors: [] };
          continue;
        }
        at = nextRow(text, end);
        const success = text.startsWith(updated, end);
        const reason = success ? "" : text.slice(end + failed.length, at - '"\n'.length).replaceAll('""', '"');
        yield { id, success, created: false, errors: success ? [] : readErrorCell(reason) };
      }
    },
  };
}

/**
 * Finds where the row behind begins.
 *
 * @param end - Where the id of this row ends.
 * @returns -1 where the row is not as usual.
 */
function nextRow(text: string, end: number): number {
  if (text.startsWith(inserted, end)) return end + inserted.length;
  if (text.startsWith(updated, end)) return end + updated.length;
  if (!text.startsWith(failed, end)) return -1;
  for (let at = end + failed.length; ; at += 2) {
    at = text.indexOf('"', at);
    if (at === -1) return -1;
    // Two together are one of the reason's own.
    if (!text.startsWith('"', at + 1)) return text.startsWith("\n", at + 1) ? at + 2 : -1;
  }
}
