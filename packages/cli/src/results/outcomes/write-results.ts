import { join } from "node:path";
import {
  type FailedRow,
  type FailureReason,
  failedRows,
  type JobInfo,
  jobResults,
  type JobRowResult,
  type LoadedBatch,
  loadFailedRows,
  loadResults,
  toLongId,
} from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import { inFileRows } from "../load/in-file-rows.ts";
import { isFileChanged } from "../load/unchanged-file.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { countReasons, type ReasonCounter } from "./count-reasons.ts";
import { type CsvFile, csvFile, csvLine } from "./csv-file.ts";
import { type LocalFile, localRows, type LocalRows } from "./local-rows.ts";
import { readSentRows, type SentRows } from "./sent-rows.ts";

/** What to write, and where. */
export interface WriteResultsOptions {
  /** The folder; it is made where it is not there. */
  readonly folder: string;
  /** Whether files that are there are replaced. */
  readonly overwrite: boolean;
  /** Whether the rows that were written are left out. */
  readonly failedOnly: boolean;
  /** How many rows were written, where they are left out and somebody knows. */
  readonly written?: number;
  /** The batches of the load in the order of their rows, through all its jobs, where they are known. */
  readonly batches?: readonly LoadedBatch[];
  /** The file that was loaded, where it is at hand: its rows are written as they stand there. */
  readonly local?: LocalFile | undefined;
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
  /** Why rows were not written, the most frequent reasons first; absent where all were. */
  readonly reasons?: readonly FailureReason[];
}

/** The job whose results are written. */
export type ResultsJob = Pick<JobInfo, "id" | "contentType">;

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

/** The four files, by what became of their rows. */
type Kind = "success" | "failed" | "unprocessed" | "unknown";
type Files = Readonly<Record<Kind, CsvFile>> & { readonly reasons: ReasonCounter };

/** What stands before the values of a row. */
const columnsOf = {
  success: ["sf__Id", "sf__Created", "sf__Row"],
  failed: ["sf__Id", "sf__Error", "sf__Row"],
  unknown: ["sf__Id", "sf__Error", "sf__Row"],
  unprocessed: ["sf__Row"],
} as const;

/**
 * Writes what became of each row of a job to files in the naming of the sf CLI: `<id>-success-records.csv`,
 * `<id>-failed-records.csv`, `<id>-unprocessed-records.csv`. A file without rows is not made; all are put in their places
 * when all are whole. Rows of which it is not known whether they were written are no rows to load again: they have a file of
 * their own, `<id>-unknown-records.csv`.
 *
 * Where the file that was loaded is at hand, the rows stand in them byte for byte; where it is not, or has changed, as
 * Salesforce has them.
 */
export async function writeResults(
  job: ResultsJob,
  org: Org,
  options: WriteResultsOptions,
): Promise<WrittenResults & { readonly isFromFile: boolean }> {
  const { local } = options;
  if (local !== undefined) {
    const written = await writeFromFile(job, org, options, local, resultsOf(job, org, options));
    if (written !== undefined) return { ...written, isFromFile: true };
  }
  let columns: readonly string[] = [];
  const head = (kind: Kind) => (): string => csvLine([...columnsOf[kind], ...columns]);
  const setColumns = (found: readonly string[]): void => {
    columns = found;
  };
  const write = async (known: readonly string[] | undefined): Promise<WrittenResults | undefined> =>
    await withFiles(job, org, options, head, async (files) => {
      if (!options.failedOnly) await writeSuccessful(job, org, files.success, setColumns, options);
      return await writeOthers(job, org, files, setColumns, known, options);
    });
  // Almost always all batches have the columns of the first one, and one reading will do.
  const written = (await write(undefined)) ?? (await write(await columnsOfOthers(job, org, options)));
  if (written === undefined) throw new Error("Results that are asked for are written");
  return { ...written, isFromFile: false };
}

/** What became of a row of which the number is known: with the file at hand, each has one. */
type NumberedResult = Pick<JobRowResult, "id" | "success" | "created" | "errors" | "mayBeWritten" | "wholeBatch"> & {
  readonly rowNumber: number | null;
};

/**
 * Writes what became of each row, with the rows as they stand in the file that was loaded.
 *
 * @param results - In the order of the rows.
 * @param skip - How many rows of the file stand before the one with the number 1.
 * @returns `undefined` where it is not the file that was loaded, or where it is not known which row is meant: nothing is left
 *   behind then.
 */
export async function writeFromFile(
  job: Pick<ResultsJob, "id">,
  org: Org,
  options: Omit<WriteResultsOptions, "batches" | "local">,
  local: LocalFile,
  results: AsyncIterable<NumberedResult>,
  skip: number = 0,
): Promise<WrittenResults | undefined> {
  try {
    const rows = await localRows(local);
    try {
      const head = (kind: Kind) => (): Uint8Array =>
        Buffer.concat([rows.write([...columnsOf[kind], ""]), rows.header, newLine]);
      const copy = async (files: Files): Promise<boolean> => await copyLocal(results, skip, files, rows, options);
      return await withFiles(job, org, options, head, copy);
    } finally {
      await rows.close();
    }
  } catch (error) {
    if (isFileChanged(error)) return undefined;
    throw error;
  }
}

const newLine = Uint8Array.of(0x0a);

/** Makes the files, has them filled, and puts them in their places where that says so. */
async function withFiles(
  job: Pick<ResultsJob, "id">,
  org: Org,
  { folder, overwrite, failedOnly, written }: Omit<WriteResultsOptions, "batches" | "local">,
  head: (kind: Kind) => () => string | Uint8Array,
  fill: (files: Files) => Promise<boolean>,
): Promise<WrittenResults | undefined> {
  const paths = resultPaths(job.id, folder);
  const again = (): string => resultsCommand(job.id, org, folder);
  const make = (kind: Kind): CsvFile => csvFile(paths[kind], head(kind), { overwrite, again });
  const files: Files = {
    success: make("success"),
    failed: make("failed"),
    unprocessed: make("unprocessed"),
    unknown: make("unknown"),
    reasons: countReasons(),
  };
  const { success, failed, unprocessed, unknown } = files;
  try {
    if (!(await fill(files))) return undefined;
    const whole = [await success.close(), await failed.close(), await unprocessed.close(), await unknown.close()];
    for (const file of whole) await file?.keep();
    const [successFile, failedFile, unprocessedFile, unknownFile] = whole;
    return {
      successfulRecords: failedOnly ? (written ?? 0) : success.rows(),
      failedRecords: failed.rows(),
      unprocessedRecords: unprocessed.rows(),
      ...(successFile === undefined ? {} : { successFilePath: successFile.path }),
      ...(failedFile === undefined ? {} : { failedFilePath: failedFile.path }),
      ...(unprocessedFile === undefined ? {} : { unprocessedFilePath: unprocessedFile.path }),
      ...(unknownFile === undefined ? {} : { unknownRecords: unknown.rows(), unknownFilePath: unknownFile.path }),
      ...(files.reasons.list().length === 0 ? {} : { reasons: files.reasons.list() }),
    };
  } finally {
    for (const file of [success, failed, unprocessed, unknown]) await file.discard();
  }
}

/** Reads what became of each row: of the batches that are known, or of those that the job has. */
function resultsOf(
  job: ResultsJob,
  { connection }: Org,
  { batches, signal }: WriteResultsOptions,
): AsyncIterable<JobRowResult> {
  return batches === undefined
    ? jobResults(connection, job.id, { signal })
    : loadResults(connection, { batches }, { signal });
}

/** The same of those that were not written, with their values as Salesforce has them. */
function failuresOf(
  job: ResultsJob,
  { connection }: Org,
  { batches, signal }: WriteResultsOptions,
): AsyncIterable<FailedRow> {
  return batches === undefined
    ? failedRows(connection, job.id, { signal })
    : loadFailedRows(connection, { batches }, { signal });
}

/** Writes each row as it stands in the file. @returns whether it was the file that was loaded. */
async function copyLocal(
  results: AsyncIterable<NumberedResult>,
  skip: number,
  files: Files,
  rows: LocalRows,
  { failedOnly, onRows }: Pick<WriteResultsOptions, "failedOnly" | "onRows">,
): Promise<boolean> {
  for await (const result of results) {
    const { id, success, created, wholeBatch } = result;
    const rowNumber = (result.rowNumber ?? 0) + skip;
    onRows(rowNumber);
    // One result for many rows says of none which it is.
    if (wholeBatch === true) return false;
    if (success && failedOnly) continue;
    const found = rows.row(rowNumber);
    const row = found instanceof Promise ? await found : found;
    if (row === undefined) return false;
    const kind = success ? "success" : kindOf(result);
    const errors = inFile(result.errors, skip);
    if (!success) files.reasons.add(errors, rowNumber);
    const cells = kind === "unprocessed" ? [] : [id ?? "", success ? String(created) : errorsText({ errors })];
    // There is one for each row, and a promise takes as long as the line.
    const taken = files[kind].write(rows.write([...cells, `${rowNumber}`, ""]), row, newLine);
    if (taken !== undefined) await taken;
  }
  return await rows.end();
}

/** Rows that are equal are named in the words about them. */
const inFile = (errors: FailedRow["errors"], skip: number): FailedRow["errors"] =>
  skip === 0 ? errors : errors.map((error) => ({ ...error, message: inFileRows(error.message, skip) }));

/** Tells which file a row goes to that was not written. */
function kindOf({
  errors,
  mayBeWritten,
}: Pick<FailedRow, "errors" | "mayBeWritten">): "failed" | "unprocessed" | "unknown" {
  if (mayBeWritten === true) return "unknown";
  // By Bulk API 2.0 a job may fail before it comes to all rows.
  const isLeft = errors.some(({ statusCode }) => statusCode === "NOT_PROCESSED" || statusCode === "JOB_FAILED");
  return isLeft ? "unprocessed" : "failed";
}

async function writeSuccessful(
  job: ResultsJob,
  org: Org,
  file: CsvFile,
  setColumns: (columns: readonly string[]) => void,
  options: WriteResultsOptions,
): Promise<void> {
  const { signal, onRows, batches } = options;
  let columns: readonly string[] = [];
  let batch: { readonly id: string; readonly firstRow: number; sent?: SentRows } | undefined;
  const jobOf = new Map(batches?.map(({ jobId, batch: { id } }) => [id, jobId]));
  for await (const { rowNumber, batchId, id, success, created } of resultsOf(job, org, options)) {
    onRows(rowNumber);
    if (batch?.id !== batchId) batch = { id: batchId, firstRow: rowNumber };
    if (!success) continue;
    // Read when a row needs them: of a batch that failed there may be none.
    const jobId = jobOf.get(batchId) ?? job.id;
    batch.sent ??= await readSentRows(org.connection, { ...job, id: jobId }, batchId, signal);
    if (file.rows() === 0) {
      ({ columns } = batch.sent);
      setColumns(columns);
    }
    const cells = batch.sent.cells(rowNumber - batch.firstRow, columns);
    await file.writeRow([id ?? "", String(created), `${rowNumber}`, ...cells]);
  }
}

/** The header stands before the rows, and every batch may have other columns. */
async function columnsOfOthers(job: ResultsJob, org: Org, options: WriteResultsOptions): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const { record } of failuresOf(job, org, options)) {
    for (const name of Object.keys(record)) names.add(name);
  }
  return [...names];
}

/**
 * Writes the rows that were not written.
 *
 * @param known - The columns of all of them. Default: those of the first one that has some.
 * @returns whether these were the columns of all of them.
 */
async function writeOthers(
  job: ResultsJob,
  org: Org,
  files: Files,
  setColumns: (columns: readonly string[]) => void,
  known: readonly string[] | undefined,
  options: WriteResultsOptions,
): Promise<boolean> {
  let columns = known ?? [];
  let names = new Set(columns);
  let isEmpty = true;
  setColumns(columns);
  for await (const row of failuresOf(job, org, options)) {
    const { rowNumber, id, record } = row;
    options.onRows(rowNumber);
    const own = Object.keys(record);
    if (known === undefined && isEmpty) {
      columns = own;
      names = new Set(own);
      setColumns(columns);
    }
    isEmpty = false;
    if (own.some((name) => !names.has(name))) return false;
    const cells = columns.map((column) => (Object.hasOwn(record, column) ? (record[column] ?? "") : ""));
    const kind = kindOf(row);
    files.reasons.add(row.errors, rowNumber);
    const first = kind === "unprocessed" ? [] : [id ?? "", errorsText(row)];
    await files[kind].writeRow([...first, `${rowNumber}`, ...cells]);
  }
  return true;
}

/** Writes the command that writes the results of a job to a folder. */
export const resultsCommand = (jobId: string, org: Org, folder: string): string =>
  `sfbulk results ${jobId}${inFolder(folder)}${orgWords(org)}`;

const errorsText = ({ errors }: Pick<FailedRow, "errors">): string => errors.map(errorText).join("; ");

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
