import { runQuery } from "@sfbulk/browser";
import { connectionFor, type Org } from "../../org/org.ts";
import { csvRows, type CsvReading } from "../files/csv-rows.ts";
import type { ParentChoice, ParentLookup } from "./parent-lookup.ts";

/** A lookup, and what was chosen for what it does not find. */
export interface ChosenLookup extends ParentLookup, ParentChoice {
  /** Which column of the file it is, from 0. */
  readonly place: number;
}

/** Parents that were found, as a load needs them. No value of a row is in it. */
export interface FoundParents {
  readonly place: number;
  readonly field: string;
  /**
   * What each value of the column becomes, in the order in which the file has them for the first time: the id of the
   * parent, empty, or `null` where its rows are left out.
   */
  readonly ids: readonly (string | null)[];
}

/** How the search for a column's parents ended, in numbers. */
export interface ParentCounts {
  readonly lookup: ChosenLookup;
  readonly values: number;
  /** Values for which there is no parent, the first of them, and how many rows have them. */
  readonly none: Missed;
  /** Values for which there are several. */
  readonly several: Missed;
}

interface Missed {
  readonly values: number;
  readonly rows: number;
  readonly examples: readonly string[];
}

/** All that was found for a file. */
export interface ParentSearch {
  readonly found: readonly FoundParents[];
  readonly counts: readonly ParentCounts[];
  /** The rows of the file that are left out, from 1, in order. */
  readonly leftOut: readonly number[];
}

/** How many characters of values a query has at most: a statement may have 100,000 (documented). */
const mostCharacters = 80_000;

const mostExamples = 5;

/**
 * Finds the parents of all rows of a file by queries of Bulk API 2.0, each value once.
 *
 * @param onProgress - Is told how many values were looked up, of how many.
 */
export async function findParents(
  org: Org,
  file: Blob,
  reading: CsvReading,
  lookups: readonly ChosenLookup[],
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<ParentSearch> {
  const columns = await readValues(file, reading, lookups, signal);
  const total = columns.reduce((sum, { rowsOf }) => sum + rowsOf.size, 0);
  let done = 0;
  onProgress(0, total);
  const found: FoundParents[] = [];
  const counts: ParentCounts[] = [];
  const leftOut = new Set<number>();
  for (const { lookup, rowsOf } of columns) {
    const parents = new Map<string, string[]>();
    for (const values of parts([...rowsOf.keys()].filter((value) => value !== ""))) {
      await askFor(org, lookup, values, parents, signal);
      done += values.length;
      onProgress(done, total);
    }
    const outcome = judge(lookup, rowsOf, parents);
    found.push({ place: lookup.place, field: lookup.field, ids: outcome.ids });
    counts.push(outcome.counts);
    for (const row of outcome.leftOut) leftOut.add(row);
  }
  return { found, counts, leftOut: [...leftOut].toSorted((one, other) => one - other) };
}

/** Tells two values apart as Salesforce does when it compares text: not by case, nor by spaces around it. */
export const valueKey = (value: string): string => value.trim().toLowerCase();

interface ValueRows {
  readonly text: string;
  readonly rows: readonly number[];
}

interface ColumnValues {
  readonly lookup: ChosenLookup;
  /** The values in the order in which they come first, as the file has them, each with the numbers of its rows. */
  readonly rowsOf: ReadonlyMap<string, ValueRows>;
}

async function readValues(
  file: Blob,
  reading: CsvReading,
  lookups: readonly ChosenLookup[],
  signal: AbortSignal,
): Promise<ColumnValues[]> {
  const columns = lookups.map((lookup) => ({ lookup, rowsOf: new Map<string, { text: string; rows: number[] }>() }));
  let row = 0;
  for await (const rows of csvRows(file, reading)) {
    signal.throwIfAborted();
    for (const cells of rows) {
      // The first line is the header line.
      const number = row++;
      if (number === 0) continue;
      for (const { lookup, rowsOf } of columns) {
        const text = cells[lookup.place]?.trim() ?? "";
        const known = rowsOf.get(valueKey(text));
        if (known === undefined) rowsOf.set(valueKey(text), { text, rows: [number] });
        else known.rows.push(number);
      }
    }
  }
  return columns;
}

/** Cuts values into as many lists as queries are needed. */
function* parts(values: readonly string[]): Generator<string[]> {
  let part: string[] = [];
  let length = 0;
  for (const value of values) {
    // With its quotes, its comma, and all that is escaped.
    const more = value.length * 2 + 3;
    if (length + more > mostCharacters && part.length > 0) {
      yield part;
      part = [];
      length = 0;
    }
    part.push(value);
    length += more;
  }
  if (part.length > 0) yield part;
}

async function askFor(
  org: Org,
  { object, by }: ParentLookup,
  values: readonly string[],
  parents: Map<string, string[]>,
  signal: AbortSignal,
): Promise<void> {
  const soql = `SELECT Id, ${by} FROM ${object} WHERE ${by} IN (${values.map(literal).join(",")}) ORDER BY CreatedDate, Id`;
  const options = { signal, ...(org.kind === "emulator" ? { minInterval: 200 } : {}) };
  for await (const record of runQuery<Record<string, string>>(
    connectionFor(org, `Find ${object} by ${by}`),
    soql,
    options,
  )) {
    const key = valueKey(record[by] ?? "");
    const ids = parents.get(key);
    if (ids === undefined) parents.set(key, [record["Id"] ?? ""]);
    else ids.push(record["Id"] ?? "");
  }
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Writes a value into SOQL. */
const literal = (value: string): string => `'${value.replaceAll(/[\\'\n\r\t]/g, (sign) => escapes[sign] ?? sign)}'`;

interface Outcome {
  readonly ids: readonly (string | null)[];
  readonly counts: ParentCounts;
  readonly leftOut: readonly number[];
}

function judge(
  lookup: ChosenLookup,
  rowsOf: ColumnValues["rowsOf"],
  parents: ReadonlyMap<string, readonly string[]>,
): Outcome {
  const none: ValueRows[] = [];
  const several: ValueRows[] = [];
  const leftOut: number[] = [];
  const ids = [...rowsOf].map(([value, one]) => {
    // A row without a value wants no parent.
    if (value === "") return "";
    const [id, second] = parents.get(value) ?? [];
    if (id !== undefined && second === undefined) return id;
    (id === undefined ? none : several).push(one);
    const choice = id === undefined ? lookup.ifNone : lookup.ifSeveral;
    if (choice === "first") return id ?? "";
    if (choice !== "leave-out") return "";
    for (const row of one.rows) leftOut.push(row);
    return null;
  });
  return { ids, leftOut, counts: { lookup, values: rowsOf.size, none: missed(none), several: missed(several) } };
}

const missed = (values: readonly ValueRows[]): Missed => ({
  values: values.length,
  rows: values.reduce((sum, { rows }) => sum + rows.length, 0),
  examples: values.slice(0, mostExamples).map(({ text }) => text),
});
