import { describeValue } from "../../../arguments/describe-value.ts";

/** A column's name, taken apart. */
export interface ColumnName {
  /** As it was given. */
  readonly given: string;
  /** Without what nobody sees: spaces around it, and odd ones within. */
  readonly clean: string;
  /** Whether `given` is not `clean`, in words; else `undefined`. */
  readonly blemish: string | undefined;
  /** Of `Lead:Who.Email`: `Lead`. */
  readonly type: string | undefined;
  /** Of `Lead:Who.Email`: `Who`. */
  readonly relation: string | undefined;
  /** Of `Lead:Who.Email`: `Email`; of a plain name, the whole. */
  readonly field: string;
}

/** Spaces of all kinds, marks of byte order, and what has no width. */
const isInvisible = (code: number): boolean =>
  code <= 0x20 ||
  (code >= 0x7f && code <= 0xa0) ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200f) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x2060 ||
  code === 0x3000 ||
  code === 0xfeff;

/**
 * Takes a column's name apart: `Name`, `Account.ExternalId__c`, or with the type of a related record, `Lead:Who.Email`.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 */
export function readColumnName(given: string): ColumnName {
  let start = 0;
  let end = given.length;
  while (start < end && isInvisible(given.charCodeAt(start))) start++;
  while (end > start && isInvisible(given.charCodeAt(end - 1))) end--;
  let clean = "";
  // The first that nobody sees.
  let odd = start > 0 ? 0 : end < given.length ? end : -1;
  for (let index = start; index < end; index++) {
    const isOdd = isInvisible(given.charCodeAt(index)) && given.charAt(index) !== " ";
    if (isOdd && odd === -1) odd = index;
    clean += isOdd ? " " : given.charAt(index);
  }
  const dot = clean.indexOf(".");
  const colon = clean.lastIndexOf(":", dot);
  return {
    given,
    clean,
    blemish: odd === -1 ? undefined : blemishOf(given.charCodeAt(odd), odd < start, odd >= end),
    type: dot > 0 && colon > 0 ? clean.slice(0, colon) : undefined,
    relation: dot > 0 ? clean.slice(colon + 1, dot) : undefined,
    field: dot > 0 ? clean.slice(dot + 1) : clean,
  };
}

/** Says of a name what cannot be seen in it. */
function blemishOf(code: number, isBefore: boolean, isBehind: boolean): string {
  const name = code === 0x20 ? "a space" : code === 0xa0 ? "a no-break space" : "an invisible character";
  const where = isBefore ? "at its beginning" : isBehind ? "at its end" : "in it";
  return `it has ${name} (U+${code.toString(16).toUpperCase().padStart(4, "0")}) ${where}`;
}

/** A column's name in quotes, so that what is invisible does not break the sentence. */
export const quoteColumn = ({ given, clean }: Pick<ColumnName, "given" | "clean">): string =>
  describeValue(clean === "" ? given : clean);
