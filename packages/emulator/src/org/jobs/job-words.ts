import { Refusal } from "../state/refusal.ts";

/** What a client may say of a job, its words as they came. */
export type JobFields = ReadonlyMap<string, unknown>;

/** Refuses what Salesforce does with these words, recorded for an enum in the wrong case and for unknown fields. */
export const unableToParse = (): Refusal => new Refusal("InvalidJob", "Unable to parse Job");

/** Refuses a field that only the server sets; recorded for `CreatedById` on an update, by pattern for the others. */
export const cannotSpecify = (field: string): Refusal =>
  new Refusal("InvalidJob", `${field.charAt(0).toUpperCase()}${field.slice(1)} cannot be specified`);

/** Checks that a word is one of those that are known. Enum values are compared by case, as Salesforce does (recorded). */
export function knownWord(value: unknown, known: readonly string[]): string {
  if (typeof value === "string" && known.includes(value)) return value;
  throw unableToParse();
}

/** Gives a string, or `null` where there is none. */
export function optionalString(value: unknown): string | null {
  if (value == null || value === "") return null;
  if (typeof value === "string") return value;
  throw unableToParse();
}

const serverOnly =
  /^(?:id|createdById|createdDate|systemModstamp|state|apiVersion|number(?:Batches|Records|Retries)\w*|\w+ProcessingTime)$/;

/** Refuses fields that only the server sets, and unknown ones. */
export function checkFieldNames(fields: JobFields, settable: ReadonlySet<string>): void {
  for (const field of fields.keys()) {
    if (serverOnly.test(field)) throw cannotSpecify(field);
    if (!settable.has(field)) throw unableToParse();
  }
}

/** The fields of a job that Bulk API 1.0 takes when one is created. */
export const settableFields: ReadonlySet<string> = new Set([
  "operation",
  "object",
  "contentType",
  "externalIdFieldName",
  "concurrencyMode",
  "assignmentRuleId",
  "fastPathEnabled",
]);

/**
 * Leaves out what is as good as not said. WSC writes every property of a job in JSON: `null` where it is unset, and 0 and
 * false in the numbers and flags that it leaves to the server. That Salesforce takes these for absent is inferred: it is
 * WSC's only way.
 */
export const withoutUnset = (fields: JobFields): JobFields =>
  new Map([...fields].filter(([name, value]) => !isUnset(name, value)));

function isUnset(name: string, value: unknown): boolean {
  const isServerOnly = serverOnly.test(name);
  if (value === null) return isServerOnly || settableFields.has(name);
  return (value === 0 || value === false) && (isServerOnly || name === "fastPathEnabled");
}
