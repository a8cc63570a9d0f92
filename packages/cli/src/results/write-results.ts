import { join } from "node:path";
import { failedRows, type JobInfo, jobResults, type NumberedBatch, toLongId } from "@sfbulk/node";
import { type Org, orgWords } from "../connection/org.ts";
import { type CsvFile, csvFile } from "./csv-file.ts";
import { readSentRows, type SentRows } from "./sent-rows.ts";

/** What to write, and where. */
export interface WriteResultsOptions {
  /** The folder; it is made where it is not there. */
  readonly folder: string;
  /** Whether files that are there are replaced. */
  readonly overwrite: boolean;
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

/** Gives the paths of the files that the results of a job go to. */
export const resultPaths = (
  jobId: string,
  folder: string,
): Record<"success" | "failed" | "unprocessed" | "unknown", string> => {
  const path = (kind: string): string => join(folder, `${toLongId(jobId)}-${kind}-records.csv`);
  return {
    success: path("success"),
    failed: path("failed"),
    unprocessed: path("unprocessed"),
    unknown: path("unknown"),
  };
};

/**
 * Writes what became of each row of a job to files in the naming of the sf CLI: `<id>-success-records.csv`,
 * `<id>-failed-records.csv`, `<id>-unprocessed-records.csv`. A file without rows is not made; all are put in their places
 * when all are whole. Rows of which it is not known whether they were written are no rows to load again: they have a file of
 * their own, `<id>-unknown-records.csv`.
 */
export async function writeResults(job: JobInfo, org: Org, options: WriteResultsOptions): Promise<WrittenResults> {
  const { folder, failedOnly, overwrite } = options;
  const paths = resultPaths(job.id, folder);
  const again = (): string => resultsCommand(job.id, org, folder);
  const make = (path: string, header: () => readonly string[]): CsvFile => csvFile(path, header, { overwrite, again });
  let columns: readonly string[] = [];
  const success = make(paths.success, () => ["sf__Id", "sf__Created", "sf__Row", ...columns]);
  const withErrors = (): string[] => ["sf__Id", "sf__Error", "sf__Row", ...columns];
  const failed = make(paths.failed, withErrors);
  const unknown = make(paths.unknown, withErrors);
  const unprocessed = make(paths.unprocessed, () => ["sf__Row", ...columns]);
  const all = [success, failed, unprocessed, unknown];
  try {
    if (!failedOnly) await writeSuccessful(job, org, success, (found) => (columns = found), options);
    await writeOthers(job, org, { failed, unprocessed, unknown }, (found) => (columns = found), options);
    const files = [await success.close(), await failed.close(), await unprocessed.close(), await unknown.close()];
    for (const file of files) await file?.keep();
    const [successFile, failedFile, unprocessedFile, unknownFile] = files;
    return {
      successfulRecords: failedOnly
        ? Math.max(0, job.numberRecordsProcessed - job.numberRecordsFailed)
        : success.rows(),
      failedRecords: failed.rows(),
      unprocessedRecords: unprocessed.rows(),
      ...(successFile === undefined ? {} : { successFilePath: successFile.path }),
      ...(failedFile === undefined ? {} : { failedFilePath: failedFile.path }),
      ...(unprocessedFile === undefined ? {} : { unprocessedFilePath: unprocessedFile.path }),
      ...(unknownFile === undefined ? {} : { unknownRecords: unknown.rows(), unknownFilePath: unknownFile.path }),
    };
  } finally {
    for (const file of all) await file.discard();
  }
}

async function writeSuccessful(
  job: JobInfo,
  { connection }: Org,
  file: CsvFile,
  setColumns: (columns: readonly string[]) => void,
  { batches, signal, onRows }: WriteResultsOptions,
): Promise<void> {
  let columns: readonly string[] = [];
  let batch: { readonly id: string; readonly firstRow: number; sent?: SentRows } | undefined;
  const rows = jobResults(connection, job.id, { signal, ...(batches === undefined ? {} : { batches }) });
  for await (const { rowNumber, batchId, id, success, created } of rows) {
    onRows(rowNumber);
    if (batch?.id !== batchId) batch = { id: batchId, firstRow: rowNumber };
    if (!success) continue;
    // Read when a row needs them: of a batch that failed there may be none.
    batch.sent ??= await readSentRows(connection, job, batchId, signal);
    if (file.rows() === 0) {
      columns = batch.sent.columns;
      setColumns(columns);
    }
    const cells = batch.sent.cells(rowNumber - batch.firstRow, columns);
    await file.write([id ?? "", String(created), `${rowNumber}`, ...cells]);
  }
}

async function writeOthers(
  job: JobInfo,
  { connection }: Org,
  { failed, unprocessed, unknown }: Readonly<Record<"failed" | "unprocessed" | "unknown", CsvFile>>,
  setColumns: (columns: readonly string[]) => void,
  { batches, signal, onRows }: WriteResultsOptions,
): Promise<void> {
  const options = { signal, ...(batches === undefined ? {} : { batches }) };
  // The header stands before the rows, and every batch may have other columns: these are collected first.
  const names = new Set<string>();
  for await (const { record } of failedRows(connection, job.id, options)) {
    for (const name of Object.keys(record)) names.add(name);
  }
  const columns = [...names];
  setColumns(columns);
  for await (const { rowNumber, id, record, errors, mayBeWritten } of failedRows(connection, job.id, options)) {
    onRows(rowNumber);
    const cells = columns.map((column) => (Object.hasOwn(record, column) ? (record[column] ?? "") : ""));
    if (mayBeWritten !== true && errors.some(({ statusCode }) => statusCode === "NOT_PROCESSED")) {
      await unprocessed.write([`${rowNumber}`, ...cells]);
    } else {
      const file = mayBeWritten === true ? unknown : failed;
      await file.write([id ?? "", errors.map(errorText).join("; "), `${rowNumber}`, ...cells]);
    }
  }
}

/** Writes the command that writes the results of a job to a folder. */
export const resultsCommand = (jobId: string, org: Org, folder: string): string =>
  `sfbulk results ${jobId}${folder === "." ? "" : ` --output-dir ${quoteWord(folder)}`}${orgWords(org)}`;

/** Quotes a word for the shell where it needs that. */
const quoteWord = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

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
