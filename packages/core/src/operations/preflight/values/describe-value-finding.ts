import { describeValue } from "../../../arguments/describe-value.ts";
import type { FieldDescription } from "../../../protocol/object-description.ts";
import { toLongId } from "../../../protocol/salesforce-id.ts";
import type { ColumnField } from "../columns/column-field.ts";
import { readColumnName, quoteColumn } from "../columns/column-name.ts";
import type { ValueExample, ValueFindingKind } from "../../../protocol/value-finding.ts";

/**
 * Says in a sentence what is wrong with values.
 *
 * @param values - Which those are, in words.
 */
export function describeFinding(
  column: ColumnField,
  kind: ValueFindingKind,
  values: string,
  suggestion: string | undefined,
): string {
  const where = quoteColumn(readColumnName(column.column));
  const hint = suggestion === undefined ? "" : `; did you mean "${suggestion}"?`;
  return `Cannot use ${values} in column ${where}: ${expectation(column, kind)}${hint}`;
}

/** Says which values are meant, by the first of them. */
export function describeValues(count: number, first: ValueExample | undefined, unit: "line" | "row"): string {
  const place = first === undefined ? "" : `${describeValue(first.value)} (${unit} ${first.line})`;
  return count > 1 ? `${place} and ${count - 1} more` : place;
}

/** Says which values are meant, without showing any. */
export function describePlaces(count: number, examples: readonly ValueExample[], unit: "line" | "row"): string {
  const lines = examples.map(({ line }) => line).join(", ");
  const more = count > examples.length ? ", …" : "";
  const values = count === 1 ? "the value" : `${count} values`;
  return `${values} (${examples.length > 1 ? `${unit}s` : unit} ${lines}${more})`;
}

/** What a value must be, or why it is not right. */
const expectations: Readonly<Record<ValueFindingKind, string | ((column: ColumnField) => string)>> = {
  ForeignId: ({ object, keyPrefixes = [] }) =>
    `ids of ${object} begin with ${keyPrefixes.join(", ")}, so this is another object's record`,
  ForeignReference: ({ object, field, keyPrefixes = [] }) =>
    field.type === "id"
      ? `ids of ${object} begin with ${keyPrefixes.join(", ")}`
      : `${field.name} leads to ${field.referenceTo.slice(0, 5).join(", ")}${field.referenceTo.length > 5 ? ", …" : ""}, whose ids begin otherwise`,
  MalformedId: "expected an id of 15 or 18 letters and digits",
  WrongChecksum: "the last three characters of the id do not fit the others, or their case",
  MissingValue: ({ field, role }) =>
    role === "record" ? "it says which record the row is for" : `${field.name} must not be empty`,
  NotInPicklist: ({ field }) => `${field.name} takes the values of its picklist only`,
  InvalidDate: 'expected a date such as "2026-12-31"',
  InvalidDateTime: 'expected a date and time such as "2026-12-31T23:59:59Z"',
  InvalidTime: 'expected a time such as "23:59:59.000Z"',
  InvalidNumber: ({ field }) =>
    isInteger(field) ? 'expected a whole number such as "1234"' : 'expected a number such as "1234.5"',
  InvalidBoolean: "expected true, false, 1 or 0",
  InvalidEmail: "expected an e-mail address",
  OutOfRange: ({ field }) =>
    field.type === "date" || field.type === "datetime"
      ? `${field.name} takes the years 1700 to 4000`
      : isInteger(field)
        ? `${field.name} does not take so large a number`
        : `${field.name} takes ${field.precision - field.scale} digits before the point`,
  TooManyDecimals: ({ field }) =>
    `${field.name} has ${field.scale} digits after the point, and the rest would be rounded away`,
  TooLong: ({ field }) => `${field.name} takes ${field.length} characters`,
};

const isInteger = ({ type }: FieldDescription): boolean => type === "int" || type === "long";

function expectation(column: ColumnField, kind: ValueFindingKind): string {
  const words = expectations[kind];
  return typeof words === "string" ? words : words(column);
}

/** Gives the right form of a value, where there is but one that can have been meant. */
export function suggestValue({ field }: ColumnField, kind: ValueFindingKind, value: string): string | undefined {
  switch (kind) {
    case "WrongChecksum":
      return value.length === 18 ? withRightCase(value) : undefined;
    case "InvalidBoolean": {
      const word = value.trim().toLowerCase();
      if (["yes", "y", "on", "t"].includes(word)) return "true";
      return ["no", "n", "off", "f"].includes(word) ? "false" : undefined;
    }
    case "InvalidNumber": {
      const text = value.trim();
      // 1,5 and 1,25, and not 1,234: three digits may be thousands.
      const decimals = /^[+-]?\d+,(?:\d{1,2}|\d{4,})$/.test(text);
      return decimals && !isInteger(field) ? text.replace(",", ".") : undefined;
    }
    case "InvalidDate": {
      const [, day = "", month = "", year = ""] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(value.trim()) ?? [];
      // With points, the day comes first everywhere.
      return year === "" || Number(day) > 31 || Number(month) > 12
        ? undefined
        : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    }
    case "NotInPicklist":
      return field.picklistValues.find(
        (one) => one.active && one.label.toLowerCase() === value.trim().toLowerCase() && one.label !== one.value,
      )?.value;
    default:
      return undefined;
  }
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** An id of which the case was lost is known by its checksum, which has no case of its own. */
function withRightCase(id: string): string | undefined {
  // Where there is some case left, it may as well be a letter that is wrong.
  if (id !== id.toLowerCase() && id !== id.toUpperCase()) return undefined;
  const checksum = id.slice(15).toUpperCase();
  let right = "";
  for (let index = 0; index < 15; index++) {
    const bits = alphabet.indexOf(checksum.charAt(Math.floor(index / 5)));
    const letter = id.charAt(index);
    right += (bits & (1 << (index % 5))) === 0 ? letter.toLowerCase() : letter.toUpperCase();
  }
  return toLongId(right) === right + checksum ? right + checksum : undefined;
}
