import { argumentError } from "../errors/argument-error.ts";
import { isSalesforceId, toLongId } from "../protocol/salesforce-id.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks an id that a caller gave, and returns it.
 *
 * @throws TypeError that says what is wrong, and what the id should be where only its checksum is off.
 */
export function checkId(value: unknown, prefix: string, name: string): string {
  if (typeof value === "string" && isSalesforceId(value, prefix)) return value;
  throw argumentError("InvalidId", `Cannot use ${name}${whyNoId(value, prefix)}`);
}

function whyNoId(value: unknown, prefix: string): string {
  const shown = describeValue(value);
  if (typeof value !== "string") return `: expected a string of 15 or 18 characters, got ${shown}`;
  if (!/^[a-zA-Z0-9]+$/.test(value) || (value.length !== 15 && value.length !== 18)) {
    return ` ${shown}: expected 15 or 18 letters and digits`;
  }
  if (!value.startsWith(prefix)) return ` ${shown}: expected an id that begins with "${prefix}"`;
  return ` ${shown}: its last three characters do not fit the others. If the first 15 are right, it is "${toLongId(value)}"`;
}
