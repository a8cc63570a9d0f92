const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a duration that a caller gave, into milliseconds.
 *
 * @param value - Milliseconds, or a number with its unit: `"90s"`, `"15m"`, `"24h"`, `"7d"`.
 * @throws TypeError for anything else.
 */
export function readDuration(name: string, value: number | string): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  const [, digits, unit = ""] = typeof value === "string" ? (/^(\d{1,9})(s|m|h|d)$/.exec(value.trim()) ?? []) : [];
  const factor = units[unit];
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor;
  throw new TypeError(
    `Cannot use ${name} ${JSON.stringify(value) ?? "undefined"}: expected milliseconds, or a time such as "90s", "15m", "24h" or "7d"`,
  );
}
