import { type Connection, getBatchRequest, type JobInfo } from "@sfbulk/node";
import Papa from "papaparse";
import { lineFeeds } from "../../parts/line-feeds.ts";

/** The rows of a batch as they were sent. */
export interface SentRows {
  readonly columns: readonly string[];
  /** The values of a row, by its place in the batch, from 0. */
  readonly cells: (index: number, columns: readonly string[]) => string[];
}

/** Reads the rows of a batch of a CSV job; rows of other formats have no columns to show. */
export async function readSentRows(
  connection: Connection,
  job: Pick<JobInfo, "id" | "contentType">,
  batchId: string,
  signal: AbortSignal,
): Promise<SentRows> {
  if (job.contentType !== "CSV") return { columns: [], cells: () => [] };
  const text = await getBatchRequest(connection, job.id, batchId, { signal });
  // What Salesforce has taken is written with commas, and its lines may end in several ways: nothing is guessed.
  const { data } = Papa.parse<string[]>(lineFeeds(",").push(text), {
    delimiter: ",",
    newline: "\n",
    skipEmptyLines: true,
  });
  const [header = [], ...rows] = data;
  const places = new Map(header.map((column, index) => [column, index]));
  return {
    columns: header,
    cells: (index, columns) => columns.map((column) => rows[index]?.[places.get(column) ?? -1] ?? ""),
  };
}
