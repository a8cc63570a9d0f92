import { checkSource, isSfbulkError } from "@sfbulk/node";
import { commandError } from "../output/command-error.ts";
import { type FileReading, openRows, type Rows } from "./open-rows.ts";

/** A larger file has rows, and takes its time to be read. */
const mostChecked = 1_000_000;

/**
 * Sees that a small file can be loaded, before there is a job. Of a large one, and of standard input, that is found while
 * it is sent.
 *
 * @throws UsageError where there is no row in it; TypeError for what is no CSV.
 */
export async function mustHaveRows(path: string, rows: Rows, reading: FileReading, signal: AbortSignal): Promise<void> {
  if (rows.bytes === undefined || rows.bytes > mostChecked) return;
  // Opened anew: what is counted is what is sent.
  const { read } = await openRows(path);
  await checkSource(read, { ...reading, signal }).catch((error: unknown) => {
    throw isSfbulkError(error) && isRowless(error.code) ? noRows(rows) : error;
  });
}

/** Tells whether an error says by its code that there are no rows. */
export const isRowless = (code: string): boolean => code === "EmptySource" || code === "NoRows";

/** Makes the error for a file without rows. */
export const noRows = ({ name }: Rows): Error =>
  commandError("NoRowsError", `Cannot load ${name}: there is no row in it`, {
    exitCode: name === "standard input" ? 1 : 2,
    actions: ["Begin the file with a header line of field names, and a row below it"],
  });
