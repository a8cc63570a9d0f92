/** What a terminal obeys instead of showing it: control characters, and those that turn the direction of a text. */
const unseen = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/**
 * Shows control characters of a text that somebody else wrote, so that a terminal does not obey them: `␛` for ESC, `␊`
 * for a line break, `<U+202E>` for what turns the writing round. All else stays.
 */
export const visible = (text: string): string => text.replaceAll(unseen, show);

/** The same for lines, whose breaks and tabs stay. */
export const visibleLines = (text: string): string =>
  text.replaceAll(unseen, (one) => (one === "\n" || one === "\t" ? one : show(one)));

/** The same for what is printed in colours: our own stay, no other sequence does. */
export function visibleInColors(text: string): string {
  let shown = "";
  let end = 0;
  for (const { 0: color, index } of text.matchAll(ownColors)) {
    shown += visibleLines(text.slice(end, index)) + color;
    end = index + color.length;
  }
  return shown + visibleLines(text.slice(end));
}

/** Bold, dim, red, green, yellow, cyan, and the ends of them. */
// oxlint-disable-next-line no-control-regex -- this is what colours are made of
const ownColors = /\u001B\[(?:1|2|22|31|32|33|36|39)m/g;

/** Writes JSON without characters that a terminal obeys: the value is the same. */
export const visibleJson = (json: string): string =>
  json.replaceAll(unseen, (one) => (one === "\n" ? one : `\\u${hex(one)}`));

function show(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : `<U+${hex(one).toUpperCase()}>`;
}

const hex = (one: string): string => (one.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
