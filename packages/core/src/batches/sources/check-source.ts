import type { Delimiter } from "../../protocol/delimiter.ts";
import type { CsvSourceOptions } from "./csv-source-options.ts";
import type { RowSource } from "./row-source.ts";

/** Options of {@link checkSource}. Give those that the rows are to be added with. */
export interface CheckSourceOptions extends CsvSourceOptions {
  /** The format of the job that the rows are for. Default: `"CSV"`. */
  readonly contentType?: "CSV" | "JSON" | "XML";
  /** The columns that records of a CSV job are written in. */
  readonly columns?: readonly string[];
  /** How many bytes a batch may have. Default, and most: 10,000,000. */
  readonly maxBytes?: number;
  /** Ends the check with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** What a source has, all of it. */
export interface CheckedSource {
  /** The columns, as they are named in the header line; of records, all fields that any of them has. */
  readonly columns: readonly string[];
  /** How many rows there are. */
  readonly rows: number;
  /** How the CSV is written; `undefined` for records. */
  readonly dialect: CsvDialect | undefined;
  /** How its bytes are encoded, by the name in the Encoding Standard; `undefined` for records. */
  readonly encoding: string | undefined;
  /** How many bytes it has as it came, packed where it is gzip; of a string, in UTF-8; of records, as they are written. */
  readonly bytes: number;
}

/** How CSV is written. */
export interface CsvDialect {
  /** What stands between the values. */
  readonly delimiter: Delimiter;
  /** How its first line ends. The others may end otherwise. */
  readonly lineEnding: "LF" | "CRLF" | "CR";
}

/**
 * Checks the rows of a source, all of them, and tells what they are like. Nothing is sent, so that a source that cannot be
 * loaded is found before there is a job.
 *
 * It finds all that {@link addBatches} would refuse: bytes that are not in the encoding, a file that is no CSV, a header
 * line with a column twice or without a name, rows with fewer or more values than columns, quotes out of place, records that
 * cannot be written. It holds one batch at a time, whatever the size.
 *
 * @param source - One that can be read more than once: a string, bytes, a Blob or File, an array, or a function that opens
 *   it anew. A stream cannot be checked before: its rows are checked as they are sent, batch by batch.
 * @throws TypeError with the line of what cannot be loaded, or for a source that can be read only once; the reason of
 *   `signal`; what the source throws.
 * @example
 * ```ts
 * import { addBatches, checkSource, createJob } from "@sfbulk/core";
 *
 * const file = new Blob(["Name;Phone\nAcme;1\nGlobex;2\n"]);
 * const { columns, rows, dialect } = await checkSource(file);
 * console.log(columns, rows, dialect?.delimiter); // [ 'Name', 'Phone' ] 2 ;
 * const job = await createJob(connection, { operation: "insert", object: "Account" });
 * await addBatches(connection, job, file);
 * ```
 */
export async function checkSource(source: RowSource, options: CheckSourceOptions = {}): Promise<CheckedSource> {
  // Loaded for who has rows: most pages close jobs only.
  const { readSource } = await import("./read-source.ts");
  return await readSource(source, options);
}
