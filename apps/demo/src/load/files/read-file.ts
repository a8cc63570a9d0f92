import { checkSource, type Delimiter } from "@sfbulk/browser";
import { firstRows } from "./csv-rows.ts";

/** What a person says of a file; what is not said is found. */
export interface FileDialect {
  readonly encoding: string | undefined;
  readonly delimiter: Delimiter | undefined;
}

/** What a file has, all of it. */
export interface FileReading {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly encoding: string;
  readonly delimiter: Delimiter;
  /** The first rows. */
  readonly sample: readonly (readonly string[])[];
}

const sampleRows = 8;

/**
 * Reads a file whole, and tells what is in it. Nothing is sent.
 *
 * @throws TypeError with the line of what cannot be loaded; the reason of the signal.
 */
export async function readFile(file: File, dialect: FileDialect, signal: AbortSignal): Promise<FileReading> {
  if (file.size === 0) throw new TypeError("Cannot load the file: it is empty");
  const found = await checkSource(file, { ...givenDialect(dialect), signal });
  const reading = { encoding: found.encoding ?? "utf-8", delimiter: found.dialect?.delimiter ?? "," };
  const sample = await firstRows(file, reading, sampleRows);
  return { columns: found.columns, rows: found.rows, ...reading, sample };
}

/** Leaves out what was not said, as the library wants it. */
const givenDialect = ({ encoding, delimiter }: FileDialect): { encoding?: string; delimiter?: Delimiter } => ({
  ...(encoding === undefined ? {} : { encoding }),
  ...(delimiter === undefined ? {} : { delimiter }),
});
