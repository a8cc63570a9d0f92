import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks an object that must be there.
 *
 * @param name - What the caller calls it, for the error.
 * @param expected - What it is, where that is more than an object.
 * @throws TypeError for anything else, arrays included.
 */
export function checkObject(name: string, value: unknown, expected = "an object"): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw argumentError("InvalidArgument", `Cannot use ${name}: expected ${expected}, got ${describeValue(value)}`);
}
