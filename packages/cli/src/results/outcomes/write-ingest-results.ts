import {
  getIngestJob,
  type IngestJobInfo,
  type IngestLoadResult,
  type IngestResultKind,
  ingestResults,
  type IngestRowResult,
  isSfbulkError,
  loadResults,
  type LoadSummary,
  type RowSource,
} from "@sfbulk/node";
import type { Org } from "../../connection/org.ts";
import { csvLine } from "../../files/csv-file.ts";
import type { LoadRecord } from "../../journals/load-record.ts";
import type { LocalFile } from "./local-rows.ts";
import { columnsBefore, outcomeFiles, type OutcomeOptions, type WrittenResults } from "./outcome-files.ts";
import { errorsText } from "./row-errors.ts";
import { writeFromFile } from "./write-from-file.ts";

/** A row of a job of Bulk API 2.0, and which of the three results it is in. */
export interface IngestRow extends IngestRowResult {
  readonly kind: IngestResultKind;
}

/** What to write of a load by Bulk API 2.0, and where. */
interface WriteIngestOptions extends OutcomeOptions {
  readonly signal: AbortSignal;
  readonly load: IngestLoadResult;
  /** The file that was loaded, where it is at hand, and the rows that core has loaded of it. */
  readonly local: { readonly file: LocalFile; readonly source: RowSource; readonly skip: number } | undefined;
}

/**
 * Writes what became of each row of a load by Bulk API 2.0, as `writeResults` does. Salesforce does not number the rows: where
 * the file is at hand, they are found by their values, and stand in the files as they do there, with their numbers; else as
 * Salesforce gives them back, without.
 */
export async function writeIngestResults(
  job: { readonly id: string },
  org: Org,
  options: WriteIngestOptions,
): Promise<WrittenResults> {
  const { load, local, signal, failedOnly } = options;
  if (local !== undefined) {
    const { file, source, skip } = local;
    const results = loadResults(org.connection, load, { source, signal });
    const written = await writeFromFile(job.id, org, options, file, results, skip).catch((error: unknown) => {
      // It has other rows by now.
      if (isSfbulkError(error) && error.code === "ChangedSource") return undefined;
      throw error;
    });
    if (written !== undefined) return written;
  }
  const jobs: IngestJobInfo[] = [];
  for (const { jobId } of load.batches) jobs.push(await getIngestJob(org.connection, jobId, { signal }));
  return await writeIngestFiles(job.id, readIngestRows(jobs, org, failedOnly, signal), org, options);
}

/** Puts together what core wants to know of a load whose rows it is to read. @param skip - How many rows of the file it left out. */
export function ingestLoadOf(record: LoadRecord, summary: LoadSummary | undefined, skip: number): IngestLoadResult {
  const { begun, jobs, batches } = record;
  if (begun === undefined) throw new Error("A load that has ended has begun");
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  return {
    api: "2.0",
    jobs,
    batches: batches.map((batch) => ({ ...batch, firstRow: batch.firstRow - skip })),
    summary: summary ?? { rows, written: 0, failed: 0, unknown: rows, reasons: [] },
    preflight: begun.preflight,
    leftOpen: null,
    reading: begun.reading,
  };
}

/** Reads the rows of jobs of Bulk API 2.0 and what became of them, job by job. */
export async function* readIngestRows(
  jobs: readonly IngestJobInfo[],
  { connection }: Org,
  failedOnly: boolean,
  signal: AbortSignal,
): AsyncGenerator<IngestRow, void, undefined> {
  const kinds: readonly IngestResultKind[] = failedOnly
    ? ["failed", "unprocessed"]
    : ["successful", "failed", "unprocessed"];
  for (const job of jobs) {
    for (const kind of kinds) {
      for await (const row of ingestResults(connection, job, kind, { signal })) yield { kind, ...row };
    }
  }
}

/** Writes rows as Salesforce gives them back into the three files of a job. */
export async function writeIngestFiles(
  jobId: string,
  rows: AsyncIterable<IngestRow>,
  org: Org,
  options: OutcomeOptions,
): Promise<WrittenResults> {
  let columns: readonly string[] = [];
  const files = outcomeFiles(jobId, org, options, (kind) =>
    // Salesforce does not number them.
    csvLine([...columnsBefore[kind].filter((name) => name !== "sf__Row"), ...columns]),
  );
  const { success, failed, unprocessed, reasons, keep, discard } = files;
  let read = 0;
  try {
    for await (const row of rows) {
      if (read++ === 0) columns = Object.keys(row.record);
      const cells = cellsOf(row, columns);
      if (row.kind === "successful") await success.writeRow([row.id ?? "", String(row.created), ...cells]);
      else if (row.kind === "failed") await failed.writeRow([row.id ?? "", whyOf(row), ...cells]);
      else await unprocessed.writeRow(cells);
      // Which row it is, is not told.
      if (row.kind === "failed") reasons.add(row.errors, 0);
      if (read % 1000 === 0) options.onRows(read);
    }
    return await keep();
  } finally {
    await discard();
  }
}

/** Says why a row was not written. */
export const whyOf = ({ kind, errors }: IngestRow): string =>
  kind === "unprocessed" ? "NOT_PROCESSED" : errorsText(errors);

/** Gives the values of a row. All rows are of one upload, and have its columns. */
export const cellsOf = ({ record }: IngestRow, columns: readonly string[]): string[] =>
  columns.map((column) => record[column] ?? "");
