import type { FieldValue } from "../state/row.ts";
import { applied } from "./soql/functions.ts";
import { likePattern } from "./like-pattern.ts";
import type { Comparison, Condition, TimeRange } from "./soql/soql-query.ts";

/** Gives the value of a record's field. */
type Read = (field: string) => FieldValue;

/** Makes what tells whether a record, given how its fields are read, meets a condition. */
export function meetsCondition(condition: Condition): (read: Read) => boolean {
  if (condition.kind === "comparison") {
    const { field, call } = condition;
    const meets = compare(condition.comparison, condition.values, condition.type);
    return call === undefined ? (read) => meets(read(field)) : (read) => meets(applied(call, read(field)));
  }
  if (condition.kind === "not") {
    const meets = meetsCondition(condition.parts[0]);
    return (read) => !meets(read);
  }
  const parts = condition.parts.map((part) => meetsCondition(part));
  return condition.kind === "and"
    ? (read) => parts.every((part) => part(read))
    : (read) => parts.some((part) => part(read));
}

function compare(
  comparison: Comparison,
  values: readonly (FieldValue | TimeRange)[],
  type: string,
): (value: FieldValue) => boolean {
  const [wanted = null] = values;
  const isListed = values.length > few ? listedTexts(values, type) : undefined;
  const isOneOf = (value: FieldValue): boolean =>
    isListed !== undefined && typeof value === "string"
      ? isListed(value)
      : values.some((one) => isSame(value, one, type));
  if (comparison === "=" || comparison === "IN") return isOneOf;
  if (comparison === "!=" || comparison === "NOT IN") return (value) => !isOneOf(value);
  if (comparison === "LIKE") {
    const isLike = likePattern(typeof wanted === "string" ? wanted : "");
    return (value) => !isEmpty(value) && isLike(String(value));
  }
  if (isEmpty(wanted)) return () => false;
  return (value) => {
    if (isEmpty(value)) return false;
    const order = isRange(wanted) ? orderInTime(value, wanted) : compareValues(value, wanted, type);
    return order === 0 ? comparison.endsWith("=") : order < 0 === comparison.startsWith("<");
  };
}

/** How many values are compared one by one. */
const few = 8;

/** Makes what looks a text up among many; `undefined` where some of them are no texts, or are compared otherwise. */
function listedTexts(
  values: readonly (FieldValue | TimeRange)[],
  type: string,
): ((value: string) => boolean) | undefined {
  if (type === "date" || type === "datetime") return undefined;
  const keyOf = (text: string): string => (type === "reference" ? text.slice(0, 15) : text.toLowerCase());
  const keys = new Set<string>();
  for (const value of values) {
    if (typeof value !== "string" || value === "") return undefined;
    keys.add(keyOf(value));
  }
  return (value) => value !== "" && keys.has(keyOf(value));
}

const isRange = (value: FieldValue | TimeRange): value is TimeRange => typeof value === "object" && value !== null;
const isEmpty = (value: FieldValue | TimeRange): boolean => value === null || value === "";

function isSame(value: FieldValue, wanted: FieldValue | TimeRange, type: string): boolean {
  if (isEmpty(value) || isEmpty(wanted)) return isEmpty(value) && isEmpty(wanted);
  return (isRange(wanted) ? orderInTime(value, wanted) : compareValues(value, wanted, type)) === 0;
}

/** Tells whether a time is before a range, in it, or behind it. */
function orderInTime(value: FieldValue, { from, to }: TimeRange): number {
  const time = Date.parse(String(value));
  return time < from ? -1 : time < to ? 0 : 1;
}

/** Compares two values of a field that are not empty: strings without their case, ids by 15 characters, times as such. */
export function compareValues(value: FieldValue, wanted: FieldValue, type: string): number {
  if (typeof value === "number") return value - Number(wanted);
  const [one, other] = [comparable(value, type), comparable(wanted, type)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Gives a value that is not empty as it is compared with others of its type. */
export function comparable(value: FieldValue, type: string): string | number {
  if (typeof value === "number") return value;
  const text = String(value);
  if (type === "reference") return text.slice(0, 15);
  return type === "date" || type === "datetime" ? Date.parse(text) : text.toLowerCase();
}
