import type { FieldValue } from "../state/row.ts";
import type { Comparison, Condition } from "./soql-query.ts";

/** Tells whether a record meets a condition, given how its fields are read. */
export function meetsCondition(condition: Condition, read: (field: string) => FieldValue): boolean {
  switch (condition.kind) {
    case "and":
      return condition.parts.every((part) => meetsCondition(part, read));
    case "or":
      return condition.parts.some((part) => meetsCondition(part, read));
    default:
      return compare(read(condition.field), condition.comparison, condition.values);
  }
}

function compare(value: FieldValue, comparison: Comparison, values: readonly FieldValue[]): boolean {
  const [wanted = null] = values;
  const isOneOf = values.some((one) => isSame(value, one));
  if (comparison === "=" || comparison === "IN") return isOneOf;
  if (comparison === "!=" || comparison === "NOT IN") return !isOneOf;
  if (isEmpty(value) || isEmpty(wanted)) return false;
  if (comparison === "LIKE") return likePattern(String(wanted)).test(String(value));
  const order = compareValues(value, wanted);
  if (order === 0) return comparison.endsWith("=");
  return order < 0 === comparison.startsWith("<");
}

const isEmpty = (value: FieldValue): boolean => value === null || value === "";

const isSame = (value: FieldValue, wanted: FieldValue): boolean =>
  isEmpty(value) || isEmpty(wanted) ? isEmpty(value) && isEmpty(wanted) : compareValues(value, wanted) === 0;

const idPattern = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;
const timePattern = /^\d{4}-\d\d-\d\d(?:T|$)/;

/** Compares two values that are not empty: strings without their case, ids by 15 characters, numbers and times as such. */
export function compareValues(value: FieldValue, wanted: FieldValue): number {
  if (typeof value === "number") return value - Number(wanted);
  const [one, other] = [String(value), String(wanted)];
  if (one.length === 18 && idPattern.test(one) && idPattern.test(other))
    return orderOf(one.slice(0, 15), other.slice(0, 15));
  if (timePattern.test(one) && timePattern.test(other)) return Date.parse(one) - Date.parse(other);
  return orderOf(one.toLowerCase(), other.toLowerCase());
}

const orderOf = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** `%` stands for any string and `_` for one character; the case does not count. */
function likePattern(like: string): RegExp {
  const pattern = like
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${pattern}$`, "is");
}
