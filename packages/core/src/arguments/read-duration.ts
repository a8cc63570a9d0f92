import { argumentError } from "../errors/argument-error.ts";
import { longestTimer } from "./check-whole-number.ts";
import { describeValue } from "./describe-value.ts";

/** A time: milliseconds, or a whole number with its unit, `"90s"`, `"15m"`, `"24h"`, `"7d"`. */
export type Duration = number | string;

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a time that a caller gave, into milliseconds.
 *
 * @param name - What the caller calls it, for the error.
 * @throws TypeError for anything but a {@link Duration}.
 */
export function readDuration(name: string, value: Duration): number {
  const milliseconds = toMilliseconds(value);
  if (milliseconds >= 0) return milliseconds;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name} ${describeValue(value)}: expected milliseconds, ${orWords}`,
  );
}

/**
 * Reads a time that somebody waits for, into milliseconds, and fills in its default.
 *
 * @param fallback - What stands for `undefined`, in milliseconds.
 * @throws TypeError for anything but a {@link Duration}, and for one that is too short, or longer than a timer takes.
 * @example
 * ```ts
 * import { readTimeout } from "@sfbulk/core";
 *
 * const milliseconds = readTimeout("connectTimeout", "10s", 5000); // 10,000
 * ```
 */
export function readTimeout(name: string, value: Duration | undefined, fallback: number, min = 1): number {
  if (value === undefined) return fallback;
  const milliseconds = toMilliseconds(value);
  if (Number.isInteger(milliseconds) && milliseconds >= min && milliseconds <= longestTimer) return milliseconds;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name} ${describeValue(value)}: expected whole milliseconds from ${min} to ${longestTimer}, ${orWords}`,
  );
}

const orWords = 'or a time such as "90s", "15m", "24h" or "7d"';

/** Gives NaN for what is no time. */
function toMilliseconds(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  const [, digits, unit = ""] = typeof value === "string" ? (/^(\d{1,9})(s|m|h|d)$/.exec(value.trim()) ?? []) : [];
  const factor = units[unit];
  return digits === undefined || factor === undefined ? Number.NaN : Number(digits) * factor;
}
