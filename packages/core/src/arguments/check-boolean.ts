import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks a boolean that a caller gave, and fills in its default.
 *
 * @throws TypeError for anything else: the string "false" would count as true.
 */
export function checkBoolean(name: string, value: boolean | undefined, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw argumentError("InvalidArgument", `Cannot use ${name} ${describeValue(value)}: expected true or false`);
}
