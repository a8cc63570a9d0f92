import { readXml } from "../replies/xml.ts";
import { readCsv } from "./read-csv.ts";

/**
 * What a comparison of two bodies of a batch shows: they have the same rows, they are certainly not the same batch, or it
 * cannot be told. Whoever sends rows again for want of a proof writes them twice, so that doubt is an answer of its own.
 */
export type Comparison = "same" | "different" | "unclear";

/**
 * Compares the rows that were sent with those that Salesforce says a batch has, in the job's format.
 *
 * They are `different` only where what came is whole, has the columns that were sent, and another row in the place of one
 * that was sent. A page, half a reply, an empty one, or rows that are the first part of the others are `unclear`. Line ends,
 * quotes, a byte order mark and the order of a record's fields make no difference: those are the same rows.
 *
 * @param contentType - The job's: `CSV`, `JSON` or `XML`; anything else is a query, which is compared as a string.
 */
export function compareRows(contentType: string, sent: string, held: string): Comparison {
  const [one, other] = [normalise(sent), normalise(held)];
  if (one === other) return "same";
  // A statement has no end to know it by: the first part of one is no other.
  if (isQuery(one)) return isQuery(other) && !one.startsWith(other) && !other.startsWith(one) ? "different" : "unclear";
  const ours = tableOf(contentType, sent);
  const theirs = tableOf(contentType, held);
  if (ours === undefined || theirs === undefined) return "unclear";
  if (ours.header !== theirs.header) return "unclear";
  const shared = Math.min(ours.rows.length, theirs.rows.length);
  // The last line of CSV without a line end may be the first part of one.
  const certain = contentType === "CSV" && !/[\r\n]$/.test(held) ? Math.min(shared, theirs.rows.length - 1) : shared;
  for (let index = 0; index < certain; index++) if (ours.rows[index] !== theirs.rows[index]) return "different";
  if (certain < shared && ours.rows[certain] !== theirs.rows[certain]) return "unclear";
  return ours.rows.length === theirs.rows.length ? "same" : "unclear";
}

/** The same rows, whatever became of the byte order mark and the line ends on the way. */
const normalise = (text: string): string =>
  text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .trimEnd();

/** Rows in a form in which equal ones are equal strings. */
interface Comparable {
  /** What all rows have in common: the columns of CSV. */
  readonly header: string;
  readonly rows: readonly string[];
}

/** Reads a body whole; `undefined` for what is not whole, or not rows. */
function tableOf(contentType: string, text: string): Comparable | undefined {
  const body = text.replace(/^\uFEFF/, "");
  try {
    if (contentType === "CSV") {
      const { header, lines } = readCsv(body);
      return lines.length === 0 ? undefined : { header: join(header), rows: lines.map(join) };
    }
    if (contentType === "JSON") return recordsOf(JSON.parse(body));
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

const isQuery = (text: string): boolean => /^\s*SELECT\s/i.test(text.slice(0, 200));

/** Line breaks in a value come back as whichever kind the org keeps. */
const join = (cells: readonly string[]): string => JSON.stringify(cells.map((cell) => cell.replaceAll("\r\n", "\n")));

function recordsOf(value: unknown): Comparable | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (!value.every((record) => typeof record === "object" && record !== null && !Array.isArray(record))) {
    return undefined;
  }
  return { header: "", rows: value.map((record) => JSON.stringify(sorted(record))) };
}

/** The same record with its fields in one order. */
const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, field]) => [name, sorted(field)])
    : value;
