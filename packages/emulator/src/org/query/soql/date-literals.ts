import type { TimeRange } from "./soql-query.ts";

type Unit = "DAY" | "WEEK" | "MONTH" | "QUARTER" | "YEAR";

/** Gives the beginning of the unit that is so many units after that of a time, in UTC: the user's time zone is GMT. */
function startOf(unit: Unit, time: number, after: number): number {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (unit) {
    case "DAY":
      return Date.UTC(year, month, day + after);
    case "WEEK":
      // A week begins on Sunday where the locale is en_US.
      return Date.UTC(year, month, day - date.getUTCDay() + 7 * after);
    case "MONTH":
      return Date.UTC(year, month + after, 1);
    case "QUARTER":
      return Date.UTC(year, month - (month % 3) + 3 * after, 1);
    default:
      return Date.UTC(year + after, 0, 1);
  }
}

const units = (unit: Unit, now: number, first: number, count: number): TimeRange => ({
  from: startOf(unit, now, first),
  to: startOf(unit, now, first + count),
});

/** Up to this moment, which is one of them. */
const untilNow = (now: number, days: number): TimeRange => ({ from: startOf("DAY", now, -days), to: now + 1 });

const fixed =
  /^(?:(YESTERDAY|TODAY|TOMORROW)|(LAST|NEXT)_90_DAYS|(LAST|THIS|NEXT)_(?:FISCAL_)?(WEEK|MONTH|QUARTER|YEAR))$/;
const counted = /^(?:(LAST|NEXT)_N_|N_)(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)S(_AGO)?$/;

/** Tells whether a word stands for a range of times, and whether a number belongs to it; `undefined` where it does not. */
export function dateLiteralOf(word: string): "alone" | "with a number" | undefined {
  if (/FISCAL_(?:DAY|WEEK|MONTH)/.test(word)) return undefined;
  if (fixed.test(word)) return "alone";
  const [, side, , ago] = counted.exec(word) ?? [];
  return (side === undefined) === (ago === undefined) ? undefined : "with a number";
}

/**
 * Gives the times that a date literal stands for (SOQL and SOSL Reference, Date Formats and Date Literals). The fiscal
 * year is that of the calendar, as in an org where nobody has set it up.
 *
 * @param word - One that {@link dateLiteralOf} knows.
 * @param count - The number behind it.
 */
export function timeRangeOf(word: string, count: number, now: number): TimeRange {
  const days = ["YESTERDAY", "TODAY", "TOMORROW"].indexOf(word);
  if (days !== -1) return units("DAY", now, days - 1, 1);
  if (word === "LAST_90_DAYS") return untilNow(now, 90);
  if (word === "NEXT_90_DAYS") return units("DAY", now, 1, 90);
  const [, , , which, period] = fixed.exec(word) ?? [];
  if (which !== undefined) return units(period as Unit, now, ["LAST", "THIS", "NEXT"].indexOf(which) - 1, 1);
  const [, side, unit] = counted.exec(word) ?? [];
  if (side === undefined) return units(unit as Unit, now, -count, 1);
  if (side === "NEXT") return units(unit as Unit, now, 1, count);
  // Days alone take in the present one.
  return unit === "DAY" ? untilNow(now, count) : units(unit as Unit, now, -count, count);
}
