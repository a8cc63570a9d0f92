import type { FieldValue } from "../row.ts";
import type { Condition } from "./soql-query.ts";

/** Tells whether a record meets a condition, given how its fields are read. */
export function meetsCondition(condition: Condition, read: (field: string) => FieldValue): boolean {
  if (condition.kind === "and") return condition.parts.every((part) => meetsCondition(part, read));
  if (condition.kind === "or") return condition.parts.some((part) => meetsCondition(part, read));
  const value = read(condition.field);
  const [wanted = null] = condition.values;
  switch (condition.comparison) {
    case "=":
      return isSame(value, wanted);
    case "!=":
      return !isSame(value, wanted);
    case "IN":
      return condition.values.some((one) => isSame(value, one));
    case "NOT IN":
      return !condition.values.some((one) => isSame(value, one));
    case "LIKE":
      return !isEmpty(value) && likePattern(String(wanted)).test(String(value));
  }
  if (isEmpty(value) || isEmpty(wanted)) return false;
  const order = compareValues(value, wanted);
  switch (condition.comparison) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

const isEmpty = (value: FieldValue): boolean => value === null || value === "";

const isSame = (value: FieldValue, wanted: FieldValue): boolean =>
  isEmpty(value) || isEmpty(wanted) ? isEmpty(value) && isEmpty(wanted) : compareValues(value, wanted) === 0;

const idPattern = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;
const timePattern = /^\d{4}-\d\d-\d\d(?:T|$)/;

/** Compares two values that are not empty: texts without their case, ids by 15 characters, numbers and times as such. */
export function compareValues(value: FieldValue, wanted: FieldValue): number {
  if (typeof value === "number") return value - Number(wanted);
  const [one, other] = [String(value), String(wanted)];
  if (one.length === 18 && idPattern.test(one) && idPattern.test(other)) return order(one.slice(0, 15), other.slice(0, 15));
  if (timePattern.test(one) && timePattern.test(other)) return Date.parse(one) - Date.parse(other);
  return order(one.toLowerCase(), other.toLowerCase());
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** `%` stands for any text and `_` for one character; the case does not count. */
function likePattern(like: string): RegExp {
  const pattern = like.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll("%", ".*").replaceAll("_", ".");
  return new RegExp(`^${pattern}$`, "is");
}
