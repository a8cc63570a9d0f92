import { type Connection, getBatchRequest, type JobInfo } from "@sfbulk/node";
import Papa from "papaparse";

/** The rows of a batch as they were sent. */
export interface SentRows {
  readonly columns: readonly string[];
  /** The values of a row, by its place in the batch, from 0. */
  readonly cells: (index: number, columns: readonly string[]) => string[];
}

/** Reads the rows of a batch of a CSV job; rows of other formats have no columns to show. */
export async function readSentRows(
  connection: Connection,
  job: JobInfo,
  batchId: string,
  signal: AbortSignal,
): Promise<SentRows> {
  if (job.contentType !== "CSV") return { columns: [], cells: () => [] };
  const text = await getBatchRequest(connection, job.id, batchId, { signal });
  const { data, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  return {
    columns: meta.fields ?? [],
    cells: (index, columns) => columns.map((column) => data[index]?.[column] ?? ""),
  };
}
