import type { Row } from "../../org/state/row.ts";

const maxFields = 5000;
const maxRecord = 400_000;
const maxField = 131_072;

/**
 * Checks that no row is beyond Salesforce's limits: 5,000 fields, 400,000 characters, 131,072 in a field (documented).
 *
 * @returns what is wrong; `undefined` where all is well. The words for fields and records are those of the CSV reader in
 *   Salesforce's own client, those for the number of fields and that the server says the same are guesses.
 */
export function checkRowSizes(rows: readonly Row[]): string | undefined {
  for (const row of rows) {
    if (row.size > maxFields) return `Exceeded number of columns: ${row.size} (maximum: ${maxFields})`;
    let total = 0;
    for (const value of row.values()) {
      const { length } = String(value ?? "");
      if (length > maxField) return `Exceeded max field size: ${length}`;
      total += length;
    }
    if (total > maxRecord) {
      return `Exceeded max length for one record: ${total}. Max length for one record should be less than or equal to ${maxRecord}`;
    }
  }
  return undefined;
}
