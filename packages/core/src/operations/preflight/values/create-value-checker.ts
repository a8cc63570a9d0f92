import { describeValue } from "../../../arguments/describe-value.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { CheckedColumns } from "../columns/check-columns.ts";
import type { ValueFinding } from "../../../protocol/value-finding.ts";

/** Checks rows as they stream by, and keeps what it found. */
export interface ValueChecker {
  /**
   * Checks a row.
   *
   * @param row - Its values in the order of the columns: strings as in CSV, where `#N/A` empties a field, or the values of
   *   a record, `null` among them. What is missing is empty.
   * @param line - Where it is, for the findings: the line of a file, or the number of the row.
   * @returns the worst that is wrong with it; `undefined` where nothing is. After an `error`, send nothing: the row is for a
   *   record of another object type.
   */
  readonly check: (row: readonly unknown[], line: number) => "error" | "warning" | undefined;
  /** Gives what was found up to now, column by column. */
  readonly findings: () => ValueFinding[];
}

/**
 * Makes a checker of values, out of what {@link checkColumns} found out. It finds, before a row is sent, what Salesforce
 * would refuse it for: texts that are too long, dates and numbers as people write them (`31.12.2026`, `1,5`), values that a
 * restricted picklist does not have, ids that are none. And it finds ids of another object type, with which an update or a
 * delete would reach records that it is not for.
 *
 * Its memory does not grow with the rows: all values are counted, and of each column and kind the first three are kept.
 * Rules that only the org knows, such as validation rules, it does not; and where Salesforce may take a value, it says nothing.
 *
 * @throws TypeError for anything but what `checkColumns` found out about columns that were checked.
 * @example
 * ```ts
 * import { checkColumns, createValueChecker } from "@sfbulk/core";
 *
 * const columns = ["LastName", "Birthdate"];
 * const check = await checkColumns(connection, { operation: "insert", object: "Contact" }, columns);
 * if (check.checked) {
 *   const checker = await createValueChecker(check);
 *   checker.check(["Lovelace", "10.12.1815"], 2);
 *   for (const { message } of checker.findings()) console.log(message);
 * }
 * ```
 */
export async function createValueChecker(check: CheckedColumns): Promise<ValueChecker> {
  if (typeof check !== "object" || check === null || !check.checked || !Array.isArray(check.fields)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use check: expected what checkColumns gave, with checked true, got ${describeValue(check)}`,
    );
  }
  // Loaded for who has rows to check.
  const { valueChecker } = await import("./value-checker.ts");
  return valueChecker(check.fields);
}
