import type { ValueFindingKind } from "../../../protocol/value-finding.ts";

// https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_date_format.htm
// What the page has, its older editions and its sample of CSV have (`1940-06-07Z`), or Salesforce may well take beside it is
// let through: a time without seconds or zone, a date where a time may be and the other way round (guesses).

/** Salesforce takes no other years (documented for the user interface, and its message for the API). */
const firstYear = 1700;
const lastYear = 4000;

const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Says what is wrong with a date: `2026-12-31` is right. */
export const judgeDate = (text: string): ValueFindingKind | undefined => judge(text, "InvalidDate");

/** Says what is wrong with a date and time: `2026-12-31T23:59:59.000Z` and `2026-12-31T23:59:59+01:00` are right. */
export const judgeDateTime = (text: string): ValueFindingKind | undefined => judge(text, "InvalidDateTime");

/** Says what is wrong with a time of day: `23:59:59.000Z` is right. */
export function judgeTime(text: string): ValueFindingKind | undefined {
  const end = timeEnd(text, 0);
  return end !== -1 && isZone(text, end) ? undefined : "InvalidTime";
}

function judge(text: string, invalid: "InvalidDate" | "InvalidDateTime"): ValueFindingKind | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (year < 0 || text[4] !== "-" || text[7] !== "-" || month < 1 || month > 12) return invalid;
  const last = days[month - 1] ?? 0;
  if (day < 1 || day > last || (month === 2 && day === 29 && !isLeap(year))) return invalid;
  const end = text[10] === "T" ? timeEnd(text, 11) : 10;
  if (end === -1 || !isZone(text, end)) return invalid;
  return year < firstYear || year > lastYear ? "OutOfRange" : undefined;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Reads so many digits; -1 where there are fewer. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Finds the end of a time that begins here: `23:59`, `23:59:59`, `23:59:59.999`; -1 where there is none. */
function timeEnd(text: string, from: number): number {
  const hour = digits(text, from, 2);
  const minute = digits(text, from + 3, 2);
  if (hour < 0 || hour > 23 || text[from + 2] !== ":" || minute < 0 || minute > 59) return -1;
  if (text[from + 5] !== ":") return from + 5;
  const second = digits(text, from + 6, 2);
  if (second < 0 || second > 59) return -1;
  if (text[from + 8] !== ".") return from + 8;
  let end = from + 9;
  while (digits(text, end, 1) !== -1) end++;
  return end === from + 9 ? -1 : end;
}

/** Tells whether the rest is a zone, `Z`, `+01:00`, `+0100`, or nothing. */
function isZone(text: string, from: number): boolean {
  const rest = text.length - from;
  if (rest === 0) return true;
  const sign = text[from];
  if (sign === "Z") return rest === 1;
  if (sign !== "+" && sign !== "-") return false;
  const hasColon = text[from + 3] === ":";
  const minute = digits(text, from + (hasColon ? 4 : 3), 2);
  return rest === (hasColon ? 6 : 5) && digits(text, from + 1, 2) >= 0 && minute >= 0 && minute <= 59;
}
