import type { Delimiter, RowSource } from "@sfbulk/browser";
import type Papa from "papaparse";
import { csvRows } from "./csv-rows.ts";

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
}

/** A source, and what is to be said of it. */
export interface PlannedSource {
  readonly source: RowSource;
  readonly options: { readonly encoding?: string; readonly delimiter: Delimiter };
}

/** Says how many rows a plan takes. */
export const plannedRows = ({ rows, skip, take }: SourcePlan): number => Math.min(rows - skip, take ?? Infinity);

/** Gives the rows of a file as they are to be loaded: its bytes as they are, where nothing is changed. */
export function sourceOf(file: Blob, plan: SourcePlan): PlannedSource {
  const { columns, targets, encoding, delimiter, rows } = plan;
  if (plannedRows(plan) === rows && columns.every((name, index) => name === targets[index])) {
    return { source: file, options: { encoding, delimiter } };
  }
  return { source: () => mappedCsv(file, plan), options: { delimiter: "," } };
}

async function* mappedCsv(file: Blob, plan: SourcePlan): AsyncGenerator<string, void> {
  const { default: parser } = await import("papaparse");
  const places = plan.targets.flatMap((target, index) => (target === "" ? [] : [index]));
  const write = (rows: readonly (readonly string[])[]): string => writeCsv(parser, rows);
  yield write([places.map((place) => plan.targets[place] ?? "")]);
  const all = plannedRows(plan);
  let place = -1;
  let count = 0;
  for await (const rows of csvRows(file, plan)) {
    const taken: string[][] = [];
    for (const row of rows) {
      // The first line is the header line.
      const index = place++;
      if (index < plan.skip || count >= all) continue;
      count++;
      taken.push(places.map((one) => row[one] ?? ""));
    }
    if (taken.length > 0) yield write(taken);
    if (count >= all && plan.take !== null) return;
  }
  if (count === all) return;
  throw new TypeError(`Cannot load the file: it had ${all} rows to load when it was read, and has ${count} now`);
}

/** A row of one empty value would be a line with nothing in it, which is read over. */
const writeCsv = (parser: typeof Papa, rows: readonly (readonly string[])[]): string =>
  `${parser.unparse(rows as string[][], { newline: "\n", quotes: rows[0]?.length === 1 })}\n`;
