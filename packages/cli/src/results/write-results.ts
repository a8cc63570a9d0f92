import { join } from "node:path";
import { failedRows, type JobInfo, jobResults, type NumberedBatch } from "@sfbulk/node";
import type { Org } from "../connection/org.ts";
import { csvFile } from "./csv-file.ts";
import { readSentRows, type SentRows } from "./sent-rows.ts";

/** What to write, and where. */
export interface WriteResultsOptions {
  /** The folder; it is made where it is not there. */
  readonly folder: string;
  /** Whether the rows that were written are left out. */
  readonly failedOnly: boolean;
  /** The batches in the order of their rows, where it is known. */
  readonly batches?: readonly NumberedBatch[];
  readonly signal: AbortSignal;
  /** Is told now and then how many rows have been read. */
  readonly onRows: (rows: number) => void;
}

/** How many rows came to what, and the files they are in: the keys of the sf CLI. */
export interface WrittenResults {
  readonly successfulRecords: number;
  readonly failedRecords: number;
  readonly unprocessedRecords: number;
  /** Rows of which it is not known whether they were written; absent where there are none. The sf CLI has no such rows. */
  readonly unknownRecords?: number;
  readonly successFilePath?: string;
  readonly failedFilePath?: string;
  readonly unprocessedFilePath?: string;
  readonly unknownFilePath?: string;
}

/**
 * Writes what became of each row of a job to files in the naming of the sf CLI: `<id>-success-records.csv`,
 * `<id>-failed-records.csv`, `<id>-unprocessed-records.csv`. A file without rows is not made. Rows of which it is not known
 * whether they were written are no rows to load again: they have a file of their own, `<id>-unknown-records.csv`.
 */
export async function writeResults(job: JobInfo, org: Org, options: WriteResultsOptions): Promise<WrittenResults> {
  const { folder, failedOnly } = options;
  const path = (kind: string): string => join(folder, `${job.id}-${kind}-records.csv`);
  const successful = failedOnly ? undefined : await writeSuccessful(job, org, path("success"), options);
  const others = await writeOthers(job, org, path, options);
  return {
    successfulRecords: successful?.rows ?? Math.max(0, job.numberRecordsProcessed - job.numberRecordsFailed),
    failedRecords: others.failed.rows,
    unprocessedRecords: others.unprocessed.rows,
    ...(successful?.path === undefined ? {} : { successFilePath: successful.path }),
    ...(others.failed.path === undefined ? {} : { failedFilePath: others.failed.path }),
    ...(others.unprocessed.path === undefined ? {} : { unprocessedFilePath: others.unprocessed.path }),
    ...(others.unknown.path === undefined
      ? {}
      : { unknownRecords: others.unknown.rows, unknownFilePath: others.unknown.path }),
  };
}

interface Written {
  readonly rows: number;
  readonly path: string | undefined;
}

async function writeSuccessful(
  job: JobInfo,
  { connection }: Org,
  path: string,
  { batches, signal, onRows }: WriteResultsOptions,
): Promise<Written> {
  let columns: readonly string[] = [];
  let batch: { readonly id: string; readonly firstRow: number; sent?: SentRows } | undefined;
  const file = csvFile(path, () => ["sf__Id", "sf__Created", ...columns]);
  const rows = jobResults(connection, job.id, { signal, ...(batches === undefined ? {} : { batches }) });
  for await (const { rowNumber, batchId, id, success, created } of rows) {
    onRows(rowNumber);
    if (batch?.id !== batchId) batch = { id: batchId, firstRow: rowNumber };
    if (!success) continue;
    // Read when a row needs them: of a batch that failed there may be none.
    batch.sent ??= await readSentRows(connection, job, batchId, signal);
    if (file.rows() === 0) columns = batch.sent.columns;
    await file.write([id ?? "", String(created), ...batch.sent.cells(rowNumber - batch.firstRow, columns)]);
  }
  return { rows: file.rows(), path: await file.close() };
}

async function writeOthers(
  job: JobInfo,
  { connection }: Org,
  path: (kind: string) => string,
  { batches, signal, onRows }: WriteResultsOptions,
): Promise<{ readonly failed: Written; readonly unprocessed: Written; readonly unknown: Written }> {
  const options = { signal, ...(batches === undefined ? {} : { batches }) };
  // The header stands before the rows, and every batch may have other columns: these are collected first.
  const names = new Set<string>();
  for await (const { record } of failedRows(connection, job.id, options)) {
    for (const name of Object.keys(record)) names.add(name);
  }
  const columns = [...names];
  const header = (): string[] => ["sf__Id", "sf__Error", ...columns];
  const failed = csvFile(path("failed"), header);
  const unknown = csvFile(path("unknown"), header);
  const unprocessed = csvFile(path("unprocessed"), () => columns);
  for await (const { rowNumber, id, record, errors, mayBeWritten } of failedRows(connection, job.id, options)) {
    onRows(rowNumber);
    const cells = columns.map((column) => record[column] ?? "");
    if (mayBeWritten !== true && errors.some(({ statusCode }) => statusCode === "NOT_PROCESSED")) {
      await unprocessed.write(cells);
    } else {
      const file = mayBeWritten === true ? unknown : failed;
      await file.write([id ?? "", errors.map(errorText).join("; "), ...cells]);
    }
  }
  return {
    failed: { rows: failed.rows(), path: await failed.close() },
    unprocessed: { rows: unprocessed.rows(), path: await unprocessed.close() },
    unknown: { rows: unknown.rows(), path: await unknown.close() },
  };
}

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name`, as Salesforce writes it into its own files. */
export const errorText = ({
  statusCode,
  message,
  fields,
}: {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}): string => `${statusCode}:${message}:${fields.length === 0 ? "--" : fields.join(",")}`;
