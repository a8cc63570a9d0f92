import type { ColumnDelimiter } from "../../protocol/ingest-job-info.ts";
import { readCsv } from "../../rows/read-csv.ts";
import { type QueryRecord, rowOf } from "../../rows/read-query-rows.ts";
import { uniqueNames } from "../../rows/unique-names.ts";
import { Unreadable } from "../../rows/unreadable.ts";
import { delimiters } from "../ingest/read-ingest-results.ts";

/** Gives the character that a column delimiter of Bulk API 2.0 stands for. */
export const delimiterNamed = (name: ColumnDelimiter): string => delimiters[name] ?? ",";

/**
 * Makes a reader of blocks of whole rows.
 *
 * @throws Unreadable, and TypeError for what is no UTF-8.
 */
export function queryRowReader(header: Uint8Array, delimiter: string): (block: Uint8Array) => QueryRecord[] {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const table = readCsv(decoder.decode(header), undefined, delimiter);
  const columns = uniqueNames(table.header);
  // Assigning to this name would do something else, and no field has it.
  if (columns.includes("__proto__")) throw new Unreadable("its header has a column that no object has");
  return (block) => readCsv(decoder.decode(block), table.header, delimiter).lines.map((line) => rowOf(columns, line));
}
