import { readXml } from "../replies/xml.ts";
import { readCsv, rowsOf } from "./read-csv.ts";
import { readJson } from "./read-json.ts";

/**
 * What a comparison of two bodies of a batch shows: they have the same rows, they are certainly not the same batch, or it
 * cannot be told. Whoever sends rows again for want of a proof writes them twice, so that doubt is an answer of its own.
 */
export type Comparison = "same" | "different" | "unclear";

/**
 * Compares the rows that were sent with those that Salesforce says a batch has, in the job's format.
 *
 * They are `different` only where what came can be read, has the columns that were sent, and another row in the place of
 * one that was sent. A page, an empty reply, or rows that are the first part of the others are `unclear`, since they may be
 * what is left of ours. Line ends, quotes, a byte order mark and the order of a record's fields make no difference.
 *
 * @param contentType - The job's: `CSV`, `JSON` or `XML`; anything else is a query, which is compared as a string.
 */
export function compareRows(contentType: string, sent: string, held: string): Comparison {
  const [one, other] = [normalise(sent), normalise(held)];
  if (one === other) return "same";
  // A statement has no end to know it by: the first part of one is no other.
  if (isQuery(one)) return isQuery(other) && !one.startsWith(other) && !other.startsWith(one) ? "different" : "unclear";
  const ours = readRows(contentType, sent);
  const theirs = readRows(contentType, held);
  if (ours === undefined || theirs === undefined || !hasFieldsOf(theirs, ours)) return "unclear";
  const shared = Math.min(ours.rows.length, theirs.rows.length);
  for (let index = 0; index < shared; index++) {
    const [mine, its] = [ours.rows[index] ?? [], theirs.rows[index] ?? []];
    if (isSameRow(mine, its)) continue;
    // The last line of CSV without a line end may be the first part of one, also of ours.
    const isCut = contentType === "CSV" && index === theirs.rows.length - 1 && !/[\r\n]$/.test(held);
    return isCut && isBeginning(its, mine) ? "unclear" : "different";
  }
  return ours.rows.length === theirs.rows.length ? "same" : "unclear";
}

/** The same rows, whatever became of the byte order mark and the line ends on the way. */
function normalise(text: string): string {
  const lines = withoutMark(text).replaceAll("\r\n", "\n");
  let end = lines.length;
  while (lines[end - 1] === "\n" || lines[end - 1] === "\r") end--;
  return lines.slice(0, end);
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, "");

/** Rows in a form in which equal ones have equal values in equal places. */
export interface ComparableRows {
  /** The columns of CSV in their order, or the names of all fields of the records. */
  readonly fields: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of records, the names of the fields of each. */
  readonly names?: readonly (readonly string[])[];
}

/**
 * Reads the rows of a batch; `undefined` for what is not whole, or not rows.
 *
 * @param contentType - The job's: `CSV`, `JSON` or `XML`.
 */
export function readRows(contentType: string, text: string): ComparableRows | undefined {
  const body = withoutMark(text);
  if (isQuery(body)) return { fields: [], rows: [[normalise(body)]] };
  try {
    if (contentType === "CSV") {
      const table = readCsv(body);
      return table.length === 0
        ? undefined
        : { fields: table.header, rows: rowsOf(table, (row) => row.map(withLineFeeds)) };
    }
    if (contentType === "JSON") return recordsOf(readJson(body));
    if (contentType !== "XML") return undefined;
    const { root, value } = readXml(body);
    return root === "sObjects" && typeof value === "object" && value !== null
      ? recordsOf([value["sObject"] ?? []].flat())
      : undefined;
  } catch {
    // What cannot be read is what "unclear" is for.
    return undefined;
  }
}

/** Tells whether two bodies that were read whole have the same rows. */
export const areSameRows = (one: ComparableRows, other: ComparableRows): boolean =>
  hasFieldsOf(one, other) &&
  one.rows.length === other.rows.length &&
  one.rows.every((row, index) => isSameRow(row, other.rows[index] ?? []));

/**
 * Tells whether CSV has other columns than ours, all with names as fields have them: what some server says in place of rows
 * seldom has. It is a weaker proof than a row that differs, for who has read the same twice.
 */
export function haveOtherColumns(contentType: string, sent: string, held: string): boolean {
  if (contentType !== "CSV") return false;
  const [ours, theirs] = [readRows(contentType, sent), readRows(contentType, held)];
  return (
    ours !== undefined &&
    theirs !== undefined &&
    !isSameRow(ours.fields, theirs.fields) &&
    theirs.fields.every((name) => /^[A-Za-z][\w.:]*$/.test(name))
  );
}

/** Tells whether the first bytes of a body may be those of these rows; where it cannot be told, they may. */
export function beginsAlike(contentType: string, rows: ComparableRows, start: string): boolean {
  if (contentType !== "CSV") return true;
  // The last line may be cut.
  const first = readRows(contentType, start.slice(0, start.lastIndexOf("\n") + 1));
  return (
    first === undefined ||
    (isSameRow(first.fields, rows.fields) && first.rows.every((row, index) => isSameRow(row, rows.rows[index] ?? [])))
  );
}

/**
 * Tells whether rows can be another batch's of the same kind: CSV has a header; of records, each has a field that ours have
 * too, which an error in the form of a record has not.
 */
function hasFieldsOf(theirs: ComparableRows, ours: ComparableRows): boolean {
  if (theirs.names === undefined) return isSameRow(theirs.fields, ours.fields);
  const known = new Set(ours.fields);
  return theirs.names.every((names) => names.some((name) => known.has(name)));
}

const isQuery = (text: string): boolean => /^\s*SELECT\s/i.test(text.slice(0, 200));

const isSameRow = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((cell, index) => cell === other[index]);

/** Tells whether a row may go on so that it becomes the other one. */
const isBeginning = (row: readonly string[], whole: readonly string[]): boolean =>
  row.every((cell, index) =>
    index === row.length - 1 ? (whole[index]?.startsWith(cell) ?? false) : cell === whole[index],
  );

/** Line breaks in a value come back as whichever kind the org keeps. */
const withLineFeeds = (cell: string): string => cell.replaceAll("\r\n", "\n");

function recordsOf(value: unknown): ComparableRows | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (!value.every((record) => typeof record === "object" && record !== null && !Array.isArray(record))) {
    return undefined;
  }
  const names = value.map((record) => Object.keys(record as object));
  return {
    fields: [...new Set(names.flat())],
    names,
    rows: value.map((record) => [JSON.stringify(sorted(record))]),
  };
}

/** The same record with its fields in one order. */
const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, field]) => [name, sorted(field)])
    : value;
