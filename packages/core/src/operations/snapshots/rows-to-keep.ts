import { readRows } from "../../csv/read-rows.ts";
import type { Delimiter } from "../../protocol/delimiter.ts";
import { readRequestRows } from "../../rows/read-request-rows.ts";
import { readColumnName } from "../preflight/columns/column-name.ts";

/** The columns of rows, and what names the record of each. */
export interface NamedRows {
  readonly columns: readonly string[];
  readonly keys: readonly string[];
}

/**
 * Reads out of rows as they are about to be sent which records they are for.
 *
 * @param key - The name of the field that tells, in lower case.
 */
export function rowsToKeep(body: Uint8Array, contentType: string, delimiter: Delimiter, key: string): NamedRows {
  if (contentType !== "CSV") {
    const { columns, sentColumns, length, record } = readRequestRows(new TextDecoder().decode(body));
    const name = columns[keyPlaceOf(sentColumns, key)] ?? "";
    return { columns: sentColumns, keys: Array.from({ length }, (_, index) => record(index)[name] ?? "") };
  }
  const rows = readRows(body, delimiter);
  const head = rows.next();
  const columns = head.done === true ? [] : head.value.values;
  const place = keyPlaceOf(columns, key);
  const keys: string[] = [];
  for (const { values } of rows) keys.push(values[place] ?? "");
  return { columns, keys };
}

/** Finds the column that names the records; -1 where there is none. */
export const keyPlaceOf = (columns: readonly string[], key: string): number =>
  columns.findIndex((column) => readColumnName(column).clean.toLowerCase() === key);
