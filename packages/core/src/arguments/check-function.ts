import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks a function that a caller may have given, and returns it.
 *
 * @throws TypeError for anything else.
 */
export function checkFunction<T>(name: string, value: T): T {
  if (value === undefined || typeof value === "function") return value;
  throw argumentError("InvalidArgument", `Cannot use ${name}: expected a function, got ${describeValue(value)}`);
}
