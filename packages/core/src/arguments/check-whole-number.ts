import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/** Node.js and browsers fire a timer of more milliseconds at once. */
export const longestTimer = 2_147_483_647;

/**
 * Checks a number that a caller gave, and fills in its default.
 *
 * @param name - What the caller calls it, for the error.
 * @param fallback - What stands for `undefined`.
 * @param max - Default: as many milliseconds as a timer takes.
 * @throws TypeError for what is no whole number, and for one that is too small or too large.
 * @example
 * ```ts
 * import { checkWholeNumber } from "@sfbulk/core";
 *
 * const connections = checkWholeNumber("connections", undefined, 32, 1); // 32
 * ```
 */
export function checkWholeNumber(
  name: string,
  value: number | undefined,
  fallback: number,
  min: number,
  max: number = longestTimer,
): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name} ${describeValue(value)}: expected a whole number from ${min} to ${max}`,
  );
}
