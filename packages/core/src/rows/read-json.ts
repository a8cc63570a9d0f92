/**
 * Reads JSON as `JSON.parse` does, and gives numbers that JavaScript's cannot hold as strings of their digits: whole ones
 * from 2^53 on, and others that would come out with other digits.
 *
 * By hand and not by the source text that newer runtimes give a reviver, so that it is the same everywhere, and as fast.
 *
 * @throws SyntaxError for what is no JSON.
 */
export const readJson = (text: string): unknown => JSON.parse(mayLoseDigits.test(text) ? quoteLong(text) : text);

/** Sixteen characters of a number that begins where a number may; a string that has them begins with its quote. */
const mayLoseDigits = /[\s[,:]-?\d[\d.]{15}|^-?\d[\d.]{15}/;

/** Puts numbers into quotes that would lose digits, and leaves strings alone. */
const quoteLong = (text: string): string =>
  quoteNumbersOf(text, /-?\d[\d.]{15,}(?:[eE][+-]?\d+)?/g, (digits) => !isExact(digits));

/** Puts all numbers of JSON into quotes: as strings they are what was written. */
export const quoteNumbers = (text: string): string => quoteNumbersOf(text, /-?\d[\d.eE+-]*/g, () => true);

/** Puts numbers into quotes that stand outside of strings. */
function quoteNumbersOf(text: string, shape: RegExp, isWanted: (digits: string) => boolean): string {
  const parts: string[] = [];
  let copied = 0;
  /** Where the next string begins that is not behind us. */
  let quote = text.indexOf('"');
  for (let found = shape.exec(text); found !== null; found = shape.exec(text)) {
    const { index } = found;
    const [digits] = found;
    let behind = 0;
    while (quote !== -1 && quote < index) {
      behind = endOfString(text, quote);
      quote = text.indexOf('"', behind);
    }
    if (behind > index) shape.lastIndex = behind;
    else if (isWanted(digits)) {
      parts.push(text.slice(copied, index), '"', digits, '"');
      copied = index + digits.length;
    }
  }
  parts.push(text.slice(copied));
  return parts.join("");
}

/** Gives the place behind the quote that ends a string: one with no backslash before it, or with an even number of them. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslash = quote;
    while (text[backslash - 1] === "\\") backslash--;
    if ((quote - backslash) % 2 === 0) return quote + 1;
  }
  return text.length;
}

function isExact(digits: string): boolean {
  const value = Number(digits);
  if (/^-?\d+$/.test(digits)) return Number.isSafeInteger(value);
  return significance(digits) === significance(String(value));
}

/** The same for all ways to write a number, `1.50` and `15E-1`: its digits but for outer zeros, and where its point is. */
function significance(number: string): string {
  const [mantissa = "", exponent = "0"] = number.replace(/^-/, "").toLowerCase().split("e");
  const point = mantissa.indexOf(".");
  const all = mantissa.replace(".", "");
  let first = 0;
  while (all[first] === "0") first++;
  let end = all.length;
  while (end > first && all[end - 1] === "0") end--;
  return `${all.slice(first, end)}e${Number(exponent) + (point === -1 ? all.length : point) - first}`;
}
