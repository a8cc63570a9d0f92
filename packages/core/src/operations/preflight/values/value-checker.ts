import type { ColumnField } from "../columns/column-field.ts";
import type { ValueChecker } from "./create-value-checker.ts";
import { describeFinding, describePlaces, describeValues, suggestValue } from "./describe-value-finding.ts";
import { fieldJudge } from "./field-judge.ts";
import type { ValueExample, ValueFinding, ValueFindingKind } from "../../../protocol/value-finding.ts";

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

/** A checker that can tell what it found without showing values, for what is kept. */
export interface DiscreetValueChecker extends ValueChecker {
  /** Gives what was found, with the lines of the first values in place of them. */
  readonly discreetFindings: () => ValueFinding[];
}

/**
 * Makes a checker as `createValueChecker` does, where what it is given is checked.
 *
 * @param unit - What is told as the `line` of a row.
 */
export function valueChecker(
  fields: readonly (ColumnField | null)[],
  unit: "line" | "row" = "line",
): DiscreetValueChecker {
  const judges = fields.flatMap((field, place): ColumnJudge[] => {
    if (field === null) return [];
    const judge = fieldJudge(field);
    const { mustBeFilled, mustStayFilled } = field;
    return judge === undefined && !mustBeFilled && !mustStayFilled
      ? []
      : [{ place, judge, mustBeFilled, mustStayFilled, tallies: [] }];
  });
  const findings = <T>(make: (field: ColumnField, tally: Tally) => T): T[] =>
    judges.flatMap(({ place, tallies }) => {
      const field = fields[place];
      return field === null || field === undefined ? [] : tallies.map((tally) => make(field, tally));
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
    findings: () => findings((field, tally) => toFinding(field, tally, unit)),
    discreetFindings: () => findings((field, tally) => toDiscreetFinding(field, tally, unit)),
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

function toFinding(field: ColumnField, { kind, count: times, examples }: Tally, unit: "line" | "row"): ValueFinding {
  const [first] = examples;
  const suggestion = first === undefined ? undefined : suggestValue(field, kind, first.value);
  return {
    column: field.column,
    kind,
    severity: severityOf(kind),
    message: describeFinding(field, kind, describeValues(times, first, unit), suggestion),
    count: times,
    examples: [...examples],
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function toDiscreetFinding(
  field: ColumnField,
  { kind, count: times, examples }: Tally,
  unit: "line" | "row",
): ValueFinding {
  const message = describeFinding(field, kind, describePlaces(times, examples, unit), undefined);
  return { column: field.column, kind, severity: severityOf(kind), message, count: times, examples: [] };
}
