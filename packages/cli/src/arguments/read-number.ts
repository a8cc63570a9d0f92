import { usageError } from "./usage-error.ts";

/** Reads a number of minutes or seconds. @returns milliseconds. */
export function readTime(flag: string, text: string, unit: "minutes" | "seconds"): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const milliseconds = Math.round(value * (unit === "minutes" ? 60_000 : 1000));
  // Node.js fires a timer of more at once.
  if (milliseconds >= 1 && milliseconds <= 2_147_483_647) return milliseconds;
  throw usageError(`Cannot use ${flag} ${JSON.stringify(text)}: expected a number of ${unit}`);
}

/** Reads a whole number from 1. */
export function readCount(flag: string, text: string, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= max) return value;
  throw usageError(`Cannot use ${flag} ${JSON.stringify(text)}: expected a whole number from 1 to ${max}`);
}
