import { describeValue } from "../../../arguments/describe-value.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { CheckedColumns } from "../columns/check-columns.ts";
import type { ColumnField } from "../columns/column-field.ts";
import { describeFinding, suggestValue } from "./describe-value-finding.ts";
import { fieldJudge } from "./field-judge.ts";
import type { ValueExample, ValueFinding, ValueFindingKind } from "./value-finding.ts";

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

/** A finding as long as it grows. */
interface Tally {
  readonly kind: ValueFindingKind;
  readonly examples: ValueExample[];
  count: number;
}

/** What is checked of a column. */
interface ColumnJudge extends Pick<ColumnField, "mustBeFilled" | "mustStayFilled"> {
  readonly place: number;
  readonly judge: ReturnType<typeof fieldJudge>;
  readonly tallies: Tally[];
}

const mostExamples = 3;
const longestExample = 80;

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
 *   const checker = createValueChecker(check);
 *   checker.check(["Lovelace", "10.12.1815"], 2);
 *   for (const { message } of checker.findings()) console.log(message);
 * }
 * ```
 */
export function createValueChecker(check: CheckedColumns): ValueChecker {
  if (typeof check !== "object" || check === null || !check.checked || !Array.isArray(check.fields)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use check: expected what checkColumns gave, with checked true, got ${describeValue(check)}`,
    );
  }
  const fields: readonly (ColumnField | null)[] = check.fields;
  const judges = fields.flatMap((field, place): ColumnJudge[] => {
    if (field === null) return [];
    const judge = fieldJudge(field);
    const { mustBeFilled, mustStayFilled } = field;
    return judge === undefined && !mustBeFilled && !mustStayFilled
      ? []
      : [{ place, judge, mustBeFilled, mustStayFilled, tallies: [] }];
  });
  return {
    check: (row, line) => {
      let worst: "error" | "warning" | undefined;
      for (const column of judges) {
        const value = row[column.place];
        const kind = judgeCell(column, value);
        if (kind === undefined) continue;
        count(column.tallies, kind, line, value);
        if (worst !== "error") worst = severityOf(kind);
      }
      return worst;
    },
    findings: () =>
      judges.flatMap(({ place, tallies }) => {
        const field = fields[place];
        return field === null || field === undefined ? [] : tallies.map((tally) => toFinding(field, tally));
      }),
  };
}

const severityOf = (kind: ValueFindingKind): "error" | "warning" => (kind === "ForeignId" ? "error" : "warning");

function judgeCell({ judge, mustBeFilled, mustStayFilled }: ColumnJudge, value: unknown): ValueFindingKind | undefined {
  if (value === "" || value === undefined) return mustBeFilled ? "MissingValue" : undefined;
  if (value === null || value === "#N/A") return mustBeFilled || mustStayFilled ? "MissingValue" : undefined;
  if (judge === undefined) return undefined;
  const text = textOf(value);
  return text === undefined ? undefined : judge(text);
}

/** Writes a value as a batch would; `undefined` for what is none. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
}

function count(tallies: Tally[], kind: ValueFindingKind, line: number, value: unknown): void {
  let tally = tallies.find((one) => one.kind === kind);
  if (tally === undefined) tallies.push((tally = { kind, examples: [], count: 0 }));
  tally.count++;
  if (tally.examples.length >= mostExamples) return;
  const text = value === null ? "#N/A" : (textOf(value) ?? "");
  tally.examples.push({ line, value: text.length > longestExample ? `${text.slice(0, longestExample)}…` : text });
}

function toFinding(field: ColumnField, { kind, count: times, examples }: Tally): ValueFinding {
  const [first] = examples;
  const suggestion = first === undefined ? undefined : suggestValue(field, kind, first.value);
  return {
    column: field.column,
    kind,
    severity: severityOf(kind),
    message: describeFinding(field, kind, times, first, suggestion),
    count: times,
    examples: [...examples],
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
