import type { ColumnDelimiter } from "../../protocol/ingest-job-info.ts";
import { readCsv, rowsOf } from "../../rows/read-csv.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import { headedRecordMaker } from "../../rows/record-maker.ts";
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
  const make = headedRecordMaker(table.header);
  return (block) => rowsOf(readCsv(decoder.decode(block), table.header, delimiter), make);
}
