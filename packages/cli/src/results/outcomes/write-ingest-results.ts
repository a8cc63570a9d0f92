import {
  getIngestJob,
  type IngestJobInfo,
  type IngestLoadResult,
  type IngestResultKind,
  ingestResults,
  ingestResultsCsv,
  type IngestRowResult,
  isSfbulkError,
  loadResults,
  type LoadSummary,
  type RowSource,
} from "@sfbulk/node";
import { type Org, orgWords } from "../../connection/org.ts";
import { csvLine } from "../../files/csv-file.ts";
import type { LoadRecord } from "../../journals/load-record.ts";
import { commandError } from "../../output/command-error.ts";
import type { LocalFile } from "./local-rows.ts";
import {
  columnsBefore,
  type OutcomeKind,
  outcomeFiles,
  type OutcomeOptions,
  type WrittenResults,
} from "./outcome-files.ts";
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
  const { load, local, signal } = options;
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
  return await writeIngestFiles(job.id, jobs, org, options);
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

const kindsOf = (failedOnly: boolean): readonly IngestResultKind[] =>
  failedOnly ? ["failed", "unprocessed"] : ["successful", "failed", "unprocessed"];

/** Reads the rows of a job of Bulk API 2.0 and what became of them. */
export async function* readIngestRows(
  job: IngestJobInfo,
  { connection }: Org,
  failedOnly: boolean,
  signal: AbortSignal,
): AsyncGenerator<IngestRow, void, undefined> {
  for (const kind of kindsOf(failedOnly)) {
    for await (const row of ingestResults(connection, job, kind, { signal })) yield { kind, ...row };
  }
}

/**
 * Writes what became of the rows of jobs into three files, as Salesforce gives them back. Of rows with a reason, that is made
 * readable; the others go to their file as they come where that is CSV with commas and the line ends of Unix, in a quarter of
 * the time that it takes to read them.
 */
export async function writeIngestFiles(
  jobId: string,
  jobs: readonly IngestJobInfo[],
  org: Org,
  options: OutcomeOptions & { readonly signal: AbortSignal },
): Promise<WrittenResults> {
  const { connection } = org;
  const { failedOnly, signal } = options;
  let columns: readonly string[] | undefined;
  /** The header lines of what is written as it comes. */
  const heads = new Map<OutcomeKind, Uint8Array>();
  const files = outcomeFiles(
    jobId,
    org,
    options,
    (kind) =>
      heads.get(kind) ??
      // Salesforce does not number them.
      csvLine([...columnsBefore[kind].filter((name) => name !== "sf__Row"), ...(columns ?? [])]),
  );
  let read = 0;
  const writeRows = async (job: IngestJobInfo, kind: IngestResultKind): Promise<void> => {
    for await (const row of ingestResults(connection, job, kind, { signal })) {
      columns ??= Object.keys(row.record);
      const cells = cellsOf(row, columns);
      if (kind === "successful") await files.success.writeRow([row.id ?? "", String(row.created), ...cells]);
      else if (kind === "failed") await files.failed.writeRow([row.id ?? "", whyOf({ kind, ...row }), ...cells]);
      else await files.unprocessed.writeRow(cells);
      // Which row it is, is not told.
      if (kind === "failed") files.reasons.add(row.errors, 0);
      if (++read % 1000 === 0) options.onRows(read);
    }
  };
  const writeAsTheyCome = async (job: IngestJobInfo, kind: "success" | "unprocessed"): Promise<void> => {
    const before = read;
    let written = 0;
    let rows = 0;
    const onRows = (count: number): void => void (rows = count);
    const resultKind = kind === "success" ? "successful" : kind;
    for await (const lines of ingestResultsCsv(connection, job, resultKind, { signal, onRows })) {
      // The header line comes first.
      if (rows === 0) {
        checkHead(heads, kind, lines, job, org);
        continue;
      }
      await files[kind].writeLines(lines, rows - written);
      written = rows;
      read = before + rows;
      options.onRows(read);
    }
  };
  const isAsFiles = jobs.every(({ columnDelimiter, lineEnding }) => columnDelimiter === "COMMA" && lineEnding === "LF");
  try {
    for (const job of jobs) {
      for (const kind of kindsOf(failedOnly)) {
        if (kind === "failed" || !isAsFiles) await writeRows(job, kind);
        else await writeAsTheyCome(job, kind === "successful" ? "success" : kind);
      }
    }
    return await files.keep();
  } finally {
    await files.discard();
  }
}

/** Keeps the header line of a file. What comes below it must have the same: jobs of one load have. */
function checkHead(
  heads: Map<OutcomeKind, Uint8Array>,
  kind: OutcomeKind,
  head: Uint8Array,
  { id }: IngestJobInfo,
  org: Org,
): void {
  const first = heads.get(kind);
  if (first === undefined) heads.set(kind, head);
  else if (Buffer.compare(first, head) !== 0) {
    throw commandError("ResultsDiffer", `Cannot write the results of job ${id} below others: they have other columns`, {
      actions: [`Write them to files of their own with: sfbulk results ${id}${orgWords(org)}`],
    });
  }
}

/** Says why a row was not written. */
export const whyOf = ({ kind, errors }: IngestRow): string =>
  kind === "unprocessed" ? "NOT_PROCESSED" : errorsText(errors);

/** Gives the values of a row. All rows are of one upload, and have its columns. */
export const cellsOf = ({ record }: Pick<IngestRow, "record">, columns: readonly string[]): string[] =>
  columns.map((column) => record[column] ?? "");
