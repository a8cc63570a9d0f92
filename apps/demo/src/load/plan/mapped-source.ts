import type { Delimiter, RowSource } from "@sfbulk/browser";
import type Papa from "papaparse";
import { csvRows } from "../files/csv-rows.ts";
import { type FoundParents, valueKey } from "../parents/find-parents.ts";

/** Which columns and rows of a file are loaded. Plain data, so that a load that is taken up reads the same. */
export interface SourcePlan {
  /** The columns of the file. */
  readonly columns: readonly string[];
  /** The field that each is for; empty where it is left out. */
  readonly targets: readonly string[];
  readonly encoding: string;
  readonly delimiter: Delimiter;
  /** How many rows the file has. */
  readonly rows: number;
  /** How many of them are passed over at its beginning, since a trial has sent them. */
  readonly skip: number;
  /** How many are taken at most; `null` for all. */
  readonly take: number | null;
  /** Columns in whose place the ids of parents go, which were found by query. */
  readonly parents?: readonly FoundParents[];
  /** The rows of the file that are left out, from 1, in order. */
  readonly leftOut?: readonly number[];
}

/** A source, and what is to be said of it. */
export interface PlannedSource {
  readonly source: RowSource;
  readonly options: { readonly encoding?: string; readonly delimiter: Delimiter };
}

/** Which rows of the file a plan looks at, from 1: behind the first number, and up to the second. */
const windowOf = ({ rows, skip, take }: SourcePlan): readonly [number, number] => [
  skip,
  take === null ? rows : Math.min(rows, skip + take),
];

/** Says how many rows a plan takes. */
export function plannedRows(plan: SourcePlan): number {
  const [before, last] = windowOf(plan);
  const out = plan.leftOut?.filter((row) => row > before && row <= last).length ?? 0;
  return last - before - out;
}

/** Says which row of the file the nth is that a plan takes; both from 1. */
export function rowOfFile({ skip, leftOut = [] }: Pick<SourcePlan, "skip" | "leftOut">, nth: number): number {
  let row = nth + skip;
  for (const out of leftOut) {
    if (out > row) break;
    if (out > skip) row++;
  }
  return row;
}

/** Gives the rows of a file as they are to be loaded: its bytes as they are, where nothing is changed. */
export function sourceOf(file: Blob, plan: SourcePlan): PlannedSource {
  const { columns, targets, encoding, delimiter, rows, parents = [] } = plan;
  const isWhole = plannedRows(plan) === rows && parents.length === 0;
  if (isWhole && columns.every((name, index) => name === targets[index])) {
    return { source: file, options: { encoding, delimiter } };
  }
  return { source: () => mappedCsv(file, plan), options: { delimiter: "," } };
}

async function* mappedCsv(file: Blob, plan: SourcePlan): AsyncGenerator<string, void> {
  const { default: parser } = await import("papaparse");
  const places = plan.targets.flatMap((target, index) => (target === "" ? [] : [index]));
  const columns = (plan.parents ?? []).map(parentColumn);
  const parents = new Map(columns.map((column) => [column.place, column]));
  const write = (rows: readonly (readonly string[])[]): string => writeCsv(parser, rows);
  yield write([places.map((place) => parents.get(place)?.field ?? plan.targets[place] ?? "")]);
  const [before, last] = windowOf(plan);
  const leftOut = new Set(plan.leftOut);
  // The first line is the header line.
  let number = -1;
  for await (const rows of csvRows(file, plan)) {
    const taken: string[][] = [];
    for (const row of rows) {
      number++;
      if (number === 0) continue;
      // Of rows that are passed over too: the ids are in the order of the whole file.
      for (const { read } of columns) read(row);
      if (number <= before || number > last || leftOut.has(number)) continue;
      taken.push(places.map((place) => parents.get(place)?.id(row) ?? row[place] ?? ""));
    }
    if (taken.length > 0) yield write(taken);
    if (number >= last && plan.take !== null) return;
  }
  if (number === last) return;
  throw new TypeError(
    `Cannot load the file: it had ${last} rows to load when it was read, and has ${Math.max(0, number)} now`,
  );
}

/** Puts the ids of parents in the place of a column's values. */
function parentColumn({ place, field, ids }: FoundParents): {
  readonly place: number;
  readonly field: string;
  readonly read: (row: readonly string[]) => void;
  readonly id: (row: readonly string[]) => string;
} {
  const known = new Map<string, string>();
  const keyOf = (row: readonly string[]): string => valueKey(row[place] ?? "");
  return {
    place,
    field,
    read: (row) => {
      const key = keyOf(row);
      if (!known.has(key)) known.set(key, ids[known.size] ?? "");
    },
    id: (row) => known.get(keyOf(row)) ?? "",
  };
}

/** A row of one empty value would be a line with nothing in it, which is read over. */
const writeCsv = (parser: typeof Papa, rows: readonly (readonly string[])[]): string =>
  `${parser.unparse(rows as string[][], { newline: "\n", quotes: rows[0]?.length === 1 })}\n`;
