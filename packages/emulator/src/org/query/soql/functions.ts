import type { FieldValue } from "../../state/row.ts";

/** What a date function gives of a time, and of which fields. */
interface DateFunction {
  readonly type: "integer" | "date";
  /** Whether it is of times alone, and not of days. */
  readonly ofTimes?: boolean;
  readonly apply: (date: Date) => number | string;
}

const dayOfYear = (date: Date): number =>
  (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) /
    86_400_000 +
  1;
const month = (date: Date): number => date.getUTCMonth() + 1;
const quarter = (date: Date): number => Math.ceil(month(date) / 3);
const year = (date: Date): number => date.getUTCFullYear();

/**
 * The date functions (SOQL and SOSL Reference, Date Functions), by UTC. The fiscal year is that of the calendar, as in an org
 * where nobody has set it up.
 */
const dateFunctions: Readonly<Record<string, DateFunction>> = {
  CALENDAR_MONTH: { type: "integer", apply: month },
  CALENDAR_QUARTER: { type: "integer", apply: quarter },
  CALENDAR_YEAR: { type: "integer", apply: year },
  DAY_IN_MONTH: { type: "integer", apply: (date) => date.getUTCDate() },
  // Sunday is 1 (documented).
  DAY_IN_WEEK: { type: "integer", apply: (date) => date.getUTCDay() + 1 },
  DAY_IN_YEAR: { type: "integer", apply: dayOfYear },
  DAY_ONLY: { type: "date", ofTimes: true, apply: (date) => date.toISOString().slice(0, 10) },
  FISCAL_MONTH: { type: "integer", apply: month },
  FISCAL_QUARTER: { type: "integer", apply: quarter },
  FISCAL_YEAR: { type: "integer", apply: year },
  HOUR_IN_DAY: { type: "integer", ofTimes: true, apply: (date) => date.getUTCHours() },
  // The first week is from the first day up to the seventh (documented), of the year too.
  WEEK_IN_MONTH: { type: "integer", apply: (date) => Math.ceil(date.getUTCDate() / 7) },
  WEEK_IN_YEAR: { type: "integer", apply: (date) => Math.ceil(dayOfYear(date) / 7) },
};

/** Finds a date function by its name in upper case. */
export const dateFunction = (name: string): DateFunction | undefined =>
  Object.hasOwn(dateFunctions, name) ? dateFunctions[name] : undefined;

/** Gives what a function makes of a field's value: nothing of none. Without a function, it is the value itself. */
export function applied(name: string | undefined, value: FieldValue): FieldValue {
  const found = name === undefined ? undefined : dateFunction(name);
  if (found === undefined || typeof value !== "string" || value === "") return found === undefined ? value : null;
  return found.apply(new Date(value));
}

/** The functions of many values, and the types of the fields that they take (documented in a table). */
const aggregates: Readonly<Record<string, (type: string) => boolean>> = {
  AVG: isNumber,
  COUNT: (type) => type !== "boolean" && type !== "base64",
  COUNT_DISTINCT: (type) => type !== "boolean" && type !== "base64",
  MAX: (type) => type !== "boolean" && type !== "base64",
  MIN: (type) => type !== "boolean" && type !== "base64",
  SUM: isNumber,
};

function isNumber(type: string): boolean {
  return type === "number" || type === "integer";
}

/** Tells whether a name, in upper case, is that of a function of many values. */
export const isAggregate = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(aggregates, name);

/** Tells whether a function of many values takes a type of field. */
export const doesAggregate = (name: string, type: string): boolean => aggregates[name]?.(type) ?? false;
