import { dateLiteralOf } from "./date-literals.ts";
import type { Literal } from "./soql-query.ts";

const datePattern = /^\d{4}-\d\d-\d\d$/;
const dateTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Reads a value. What is none of those that SOQL knows gives nothing: a bare word must not be taken for a string.
 *
 * @param isPattern - Whether it follows LIKE.
 */
export function literalOf(token: string, at: number, isPattern: boolean): Literal | undefined {
  if (token.startsWith("'")) {
    const value = unescapeString(token.slice(1, -1), isPattern);
    return value === undefined ? undefined : { kind: "value", value, at };
  }
  const word = token.toUpperCase();
  if (word === "NULL") return { kind: "value", value: null, at };
  if (word === "TRUE" || word === "FALSE") return { kind: "value", value: word === "TRUE", at };
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(token)) return { kind: "value", value: Number(token), at };
  if (datePattern.test(token) && isDay(token)) return { kind: "date", value: token, at };
  if (dateTimePattern.test(token) && isDay(token.slice(0, 10))) {
    // A runtime's own reader wants the colon in the offset.
    const value = word.replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
    return Number.isNaN(Date.parse(value)) ? undefined : { kind: "datetime", value, at };
  }
  const [, range = "", count] = /^([A-Z]\w*)(?::(\d{1,6}))?$/.exec(word) ?? [];
  const expected = count === undefined ? "alone" : "with a number";
  return dateLiteralOf(range) === expected ? { kind: "range", word: range, count: Number(count ?? 0), at } : undefined;
}

/** The 30th of February is none, although a runtime's own reader takes it for another day. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/**
 * Gives what a string stands for. In a pattern, the signs of LIKE keep the backslash before them.
 *
 * @returns nothing for a backslash before what it does not belong to (documented as an error).
 */
function unescapeString(text: string, isPattern: boolean): string | undefined {
  let isRight = true;
  const value = text.replace(/\\(?:u([\da-f]{4})|([^]))/gi, (whole, code: string | undefined, sign = "") => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (isPattern && "%_\\".includes(sign)) return whole;
    if (`%_\\'"`.includes(sign)) return sign;
    const control = escapes[String(sign).toLowerCase()];
    isRight &&= control !== undefined;
    return control ?? "";
  });
  return isRight ? value : undefined;
}
