import type { RowRecord } from "../../../rows/read-request-rows.ts";

/**
 * Gives the values of a record that came back, in the order of the columns as they were sent. Salesforce may spell a column's
 * name in another case; a column that did not come back has a value that no row has.
 */
export function valuesIn(columns: readonly string[], record: RowRecord): readonly string[] {
  if (columns.every((column) => record[column] !== undefined)) return columns.map((column) => record[column] ?? "");
  const byName = new Map(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
  return columns.map((column) => byName.get(column.toLowerCase()) ?? "\0");
}
