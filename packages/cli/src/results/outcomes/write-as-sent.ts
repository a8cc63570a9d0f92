import type { Org } from "../../connection/org.ts";
import { csvLine } from "../../files/csv-file.ts";
import {
  columnsBefore,
  type OutcomeFiles,
  outcomeFiles,
  type OutcomeOptions,
  type WrittenResults,
} from "./outcome-files.ts";
import { readFailures, type ReadOptions, readOutcomes, type ResultsJob } from "./read-outcomes.ts";
import { errorsText, kindOf } from "./row-errors.ts";
import { readSentRows, type SentRows } from "./sent-rows.ts";

/** What is read, and where it is written. */
type Options = OutcomeOptions & ReadOptions;

/** Writes what became of each row, with its values as Salesforce has them. */
export async function writeAsSent(job: ResultsJob, org: Org, options: Options): Promise<WrittenResults> {
  const write = async (known?: readonly string[]): Promise<WrittenResults | undefined> =>
    await writeColumns(job, org, options, known);
  // Almost always all batches have the columns of the first one, and one reading will do.
  const written = (await write()) ?? (await write(await columnsOfOthers(job, org, options)));
  if (written === undefined) throw new Error("Results that are asked for are written");
  return written;
}

/** @returns `undefined` where these were not the columns of all rows: nothing is left behind then. */
async function writeColumns(
  job: ResultsJob,
  org: Org,
  options: Options,
  known: readonly string[] | undefined,
): Promise<WrittenResults | undefined> {
  let columns: readonly string[] = [];
  const setColumns = (found: readonly string[]): void => {
    columns = found;
  };
  const files = outcomeFiles(job.id, org, options, (kind) => csvLine([...columnsBefore[kind], ...columns]));
  try {
    if (!options.failedOnly) await writeSuccessful(job, org, files, setColumns, options);
    return (await writeOthers(job, org, files, setColumns, known, options)) ? await files.keep() : undefined;
  } finally {
    await files.discard();
  }
}

async function writeSuccessful(
  job: ResultsJob,
  org: Org,
  { success: file }: OutcomeFiles,
  setColumns: (columns: readonly string[]) => void,
  options: Options,
): Promise<void> {
  const { signal, onRows, batches } = options;
  let columns: readonly string[] = [];
  let batch: { readonly id: string; readonly firstRow: number; sent?: SentRows } | undefined;
  const jobOf = new Map(batches?.map(({ jobId, batch: { id } }) => [id, jobId]));
  for await (const { rowNumber, batchId, id, success, created } of readOutcomes(job, org, options)) {
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

/**
 * Writes the rows that were not written.
 *
 * @param known - The columns of all of them. Default: those of the first one that has some.
 * @returns whether these were the columns of all of them.
 */
async function writeOthers(
  job: ResultsJob,
  org: Org,
  files: OutcomeFiles,
  setColumns: (columns: readonly string[]) => void,
  known: readonly string[] | undefined,
  options: Options,
): Promise<boolean> {
  let columns = known ?? [];
  let names = new Set(columns);
  let isEmpty = true;
  setColumns(columns);
  for await (const row of readFailures(job, org, options)) {
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
    const first = kind === "unprocessed" ? [] : [id ?? "", errorsText(row.errors)];
    await files[kind].writeRow([...first, `${rowNumber}`, ...cells]);
  }
  return true;
}

/** The header stands before the rows, and every batch may have other columns. */
async function columnsOfOthers(job: ResultsJob, org: Org, options: Options): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const { record } of readFailures(job, org, options)) {
    for (const name of Object.keys(record)) names.add(name);
  }
  return [...names];
}
