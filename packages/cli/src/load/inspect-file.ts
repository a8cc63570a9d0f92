import {
  checkColumns,
  checkSource,
  type ColumnFinding,
  type Connection,
  createValueChecker,
  isSfbulkError,
  type JobSpec,
  type ValueFinding,
} from "@sfbulk/node";
import { cellsOf, csvRecords, delimiterOf, startOfFile, valueOf } from "../csv/csv-records.ts";
import { allRows, type RowRange } from "../csv/some-rows.ts";
import { adviseOnFormat } from "../reporting/advise-on-format.ts";
import { inOptions } from "../reporting/in-options.ts";
import { isCommandError } from "../output/command-error.ts";
import { inFileRows } from "./in-file-rows.ts";
import { isRowless, noRows, type Rows } from "./open-rows.ts";
import { isFileChanged } from "./unchanged-file.ts";

/** A row that has other than one value for each column. */
interface RaggedRow {
  /** The line where it begins, from 1. */
  readonly line: number;
  /** How many bytes stand before it in the file; in one that is packed, unpacked. */
  readonly byte: number;
  readonly values: number;
}

/** What is in a file, and what is wrong with it. */
export interface FileReport {
  readonly file: string;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly lineEnding: string | null;
  readonly columns: readonly string[];
  /** How many values a row of the file must have. */
  readonly width: number;
  /** Columns that tools have added, which are not sent. */
  readonly leftOut: readonly string[];
  readonly rows: number;
  /** How many batches they take; by Bulk API 2.0, Salesforce makes them. */
  readonly batches: number;
  /** How many bytes go out, before compression. */
  readonly bytesSent: number;
  /** The first rows that have other than one value for each column. */
  readonly ragged: readonly RaggedRow[];
  /** How many there are. */
  readonly raggedRows: number;
  /** Why it cannot be read, or not be loaded, whatever the org. */
  readonly errors: readonly string[];
  /** What to do about it where it is no CSV. */
  readonly actions: readonly string[];
  /** What the org, or without one the operation alone, says; `null` where no object was named. */
  readonly preflight: {
    readonly checked: boolean;
    readonly why: string | null;
    readonly columns: readonly ColumnFinding[];
    readonly values: readonly ValueFinding[];
  } | null;
}

/** How a file is inspected. */
export interface Inspection {
  /** What it is to be loaded as, where that is said. */
  readonly spec: JobSpec | undefined;
  /** The org to ask; `undefined` for none. */
  readonly connection: Connection | undefined;
  /** Which rows are meant. Default: all. */
  readonly range?: RowRange | undefined;
  /** How many rows a batch may have. */
  readonly maxRecords: number;
  readonly signal: AbortSignal;
}

const mostRagged = 20;
/** As of core: the header line included. */
const maxBytes = 10_000_000;

/**
 * Reads all of a file, and tells what is in it and what is wrong with it. Nothing is sent but questions about the fields.
 *
 * @throws what the file system says; UsageError for a file without rows; the reason of the signal.
 */
export async function inspectFile(rows: Rows, inspection: Inspection): Promise<FileReport> {
  const { signal, spec } = inspection;
  const errors: string[] = [];
  let actions: readonly string[] = [];
  let areQuotesRight = true;
  const read = await checkSource(rows.source, { ...rows.reading, raggedRows: "send", signal }).catch(
    (error: unknown) => {
      if (!isSfbulkError(error) || error.name !== "TypeError") throw error;
      if (isRowless(error.code)) throw noRows(rows);
      errors.push(inFileRows(inOptions(error.message), inspection.range?.skip ?? 0));
      if (error.code === "NotCsv") actions = adviseOnFormat(error.format);
      areQuotesRight = error.code !== "InvalidCsv";
      return undefined;
    },
  );
  const columns = read?.columns ?? [];
  const check =
    spec === undefined || columns.length === 0
      ? undefined
      : await checkColumns(inspection.connection ?? nowhere, spec, columns, { signal });
  const checker = check?.checked === true ? await createValueChecker(check) : undefined;
  const none = { rows: 0, batches: 0, bytesSent: 0, width: 0, ragged: [], raggedRows: 0 };
  // What is no CSV has no rows.
  const counting = actions.length > 0 ? Promise.resolve(none) : countRows(rows, inspection, checker?.check);
  const counted = await counting.catch((error: unknown) => {
    if (!isCommandError(error) || isFileChanged(error)) throw error;
    // Core has said it, with the line.
    if (errors.length === 0) errors.push(inOptions(error.message));
    return none;
  });
  const offline = inspection.connection === undefined ? "The org was not asked" : undefined;
  return {
    file: rows.name,
    bytes: rows.bytes ?? null,
    sha256: rows.hash() ?? null,
    encoding: rows.textEncoding() ?? read?.encoding ?? null,
    delimiter: read?.dialect?.delimiter ?? null,
    lineEnding: read?.dialect?.lineEnding ?? null,
    columns,
    leftOut: rows.leftOut(),
    // Where quotes stand wrong, nobody knows where rows end.
    ...(areQuotesRight ? counted : none),
    errors,
    actions,
    preflight:
      check === undefined
        ? null
        : {
            checked: check.checked,
            why: check.checked ? null : (offline ?? check.why),
            columns: check.findings.filter(({ kind }) => offline === undefined || kind !== "NotChecked"),
            values: checker?.findings() ?? [],
          },
  };
}

/** Where nobody answers: what is wrong whatever the fields are is told all the same. */
const nowhere: Connection = {
  instanceUrl: "https://nowhere.my.salesforce.com",
  accessToken: "there-is-no-session",
  fetch: () => Promise.reject(new Error("No org is asked")),
  retry: { attempts: 1 },
};

async function countRows(
  rows: Rows,
  { maxRecords, signal, range: { skip, take } = allRows }: Inspection,
  check: ((row: readonly string[], line: number) => unknown) | undefined,
): Promise<Pick<FileReport, "rows" | "batches" | "bytesSent" | "width" | "ragged" | "raggedRows">> {
  const place = startOfFile();
  const ragged: RaggedRow[] = [];
  let raggedRows = 0;
  let number = 0;
  let count = 0;
  let batches = 0;
  let bytesSent = 0;
  let room = { rows: 0, bytes: 0 };
  let header:
    | { readonly delimiter: number; readonly kept: readonly number[]; readonly width: number; readonly bytes: number }
    | undefined;
  const { decode } = rows.bytewise;
  for await (const record of csvRecords(rows.whole(), place)) {
    if (header === undefined) {
      const delimiter = rows.reading.delimiter?.codePointAt(0) ?? delimiterOf(record);
      const width = cellsOf(record, delimiter).length;
      header = { delimiter, kept: rows.kept(), width, bytes: record.length + 1 };
      continue;
    }
    number++;
    if (number % 1000 === 0) signal.throwIfAborted();
    if (number <= skip || number > skip + take) continue;
    count++;
    const size = record.length + 1;
    if (room.rows === 0 || room.bytes < size) {
      batches++;
      room = { rows: maxRecords, bytes: maxBytes - header.bytes };
      bytesSent += header.bytes;
    }
    bytesSent += size;
    room = { rows: room.rows - 1, bytes: room.bytes - size };
    const cells = cellsOf(record, header.delimiter);
    if (cells.length !== header.width) {
      raggedRows++;
      if (ragged.length < mostRagged) ragged.push({ line: place.line, byte: place.byte, values: cells.length });
    }
    check?.(
      header.kept.map((index) => valueOf(cells[index] ?? new Uint8Array(0), decode)),
      place.line,
    );
  }
  return { rows: count, batches, bytesSent, width: header?.width ?? 0, ragged, raggedRows };
}

/** Tells whether a file cannot be loaded as it is. */
export const cannotBeLoaded = ({ errors, raggedRows, preflight }: FileReport): boolean =>
  errors.length > 0 ||
  raggedRows > 0 ||
  [...(preflight?.columns ?? []), ...(preflight?.values ?? [])].some(({ severity }) => severity === "error");
