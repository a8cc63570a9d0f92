import type { StandardIssue, StandardResult, StandardSchema } from "../arguments/standard-schema.ts";
import { nameSome } from "../errors/name-some.ts";
import { redactStart } from "../errors/redact.ts";

/**
 * Checks a record by the caller's schema, and gives what that makes of it.
 *
 * @param fail - Makes the error out of what is wrong, in the schema's words.
 * @throws that error, and what the schema throws.
 */
export function applySchema<T>(
  schema: StandardSchema<T>,
  record: unknown,
  fail: (words: string) => Error,
): T | Promise<T> {
  const result = schema["~standard"].validate(record);
  return result instanceof Promise ? result.then((one) => valueOf(one, fail)) : valueOf(result, fail);
}

function valueOf<T>(result: StandardResult<T>, fail: (words: string) => Error): T {
  if (result.issues === undefined) return result.value;
  throw fail(nameSome(result.issues.map(describeIssue)));
}

function describeIssue({ message, path = [] }: StandardIssue): string {
  const keys = path.map((step) => String(typeof step === "object" ? step.key : step));
  const place = keys.length === 0 ? "" : `${keys.join(".")}: `;
  return redactStart(`${place}${message}`, 200);
}
