import * as v from "valibot";
import type { Open } from "./job-info.ts";
import { normaliseDateTime } from "./date-time.ts";

/** Reads a string that must be there. */
export const string = (): v.GenericSchema<unknown, string> => v.string();

/** Reads a string that JSON sends as `null` and XML leaves out. */
export const nullable = (): v.GenericSchema<unknown, string | null> =>
  v.pipe(
    v.nullish(v.string(), null),
    v.transform((value) => (value === "" ? null : value)),
  );

/** Reads one of a set of words that may grow: any word is data. Without `absent`, it must be there. */
export function open<T extends string>(absent?: string): v.GenericSchema<unknown, Open<T>> {
  const schema = v.pipe(v.string(), v.regex(/^[A-Za-z]\w{0,59}$/)) as v.GenericSchema<unknown, Open<T>>;
  return absent === undefined ? schema : v.nullish(schema, absent);
}

/** Reads an id of 15 or 18 characters with this prefix. Its checksum is Salesforce's business, not ours. */
export const id = (prefix: "750" | "751"): v.GenericSchema<unknown, string> =>
  v.pipe(v.string(), v.regex(prefix === "750" ? /^750(?:\w{12}|\w{15})$/ : /^751(?:\w{12}|\w{15})$/));

/**
 * Reads a number of JSON or a numeral of XML. What is left out is 0, as in Salesforce's own client: every count is
 * optional in its types.
 */
export const number = (): v.GenericSchema<unknown, number> =>
  v.nullish(v.pipe(v.custom<number | string>(isNumber, "Expected a number"), v.transform(Number)), 0);

/** By hand, since a job has 13 of them: a union of schemas takes three times as long. */
const isNumber = (value: unknown): boolean =>
  typeof value === "number" ? Number.isFinite(value) : typeof value === "string" && numeral.test(value);

const numeral = /^-?\d{1,15}(\.\d{1,6})?$/;

/** Reads a boolean of JSON or of XML; what is left out stays out. */
export const flag = (): v.GenericSchema<unknown, boolean | undefined> =>
  v.pipe(
    v.optional(v.custom<boolean | "true" | "false">(isFlag, "Expected true or false")),
    v.transform((value) => (typeof value === "string" ? value === "true" : value)),
  );

const isFlag = (value: unknown): boolean => typeof value === "boolean" || value === "true" || value === "false";

/** Reads a time of JSON (`…+0000`) or XML (`…Z`) into one form, ISO 8601 in UTC with milliseconds. */
export const dateTime = (): v.GenericSchema<unknown, string> =>
  v.pipe(v.string(), v.transform(normaliseDateTime), v.string("Expected a date and time"));
