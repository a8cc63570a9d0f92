import type { Target } from "../../connection/check-connection.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { maxDataBytes } from "../../requests/api-request.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { TooLarge } from "../../bytes/gzip.ts";
import { stream } from "../../exchange/stream.ts";
import type { ColumnDelimiter } from "../../protocol/ingest-job-info.ts";
import { readErrorCell } from "../../protocol/row-error-cell.ts";
import { readCsv, rowsOf, type Table } from "../../rows/read-csv.ts";
import { headedRecordMaker } from "../../rows/record-maker.ts";
import { bytesForRows, recordBlocks } from "../../rows/record-blocks.ts";
import { csvScanner } from "../../rows/scan-csv.ts";
import { type IngestResultKind, readIngestResultsRequest } from "../../requests/ingest-requests.ts";
import type { IngestJobToRead, IngestRowResult } from "./ingest-results.ts";

/** The characters that column delimiters of Bulk API 2.0 stand for. */
export const delimiters: Readonly<Record<ColumnDelimiter, string>> = {
  BACKQUOTE: "`",
  CARET: "^",
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  TAB: "\t",
};

/** Streams one of the three results of an ingest job, some rows at a time; where there are none, it gives nothing. */
export async function* readIngestResults(
  target: Target,
  job: IngestJobToRead,
  kind: IngestResultKind,
  { signal }: CallOptions,
): AsyncGenerator<readonly IngestRowResult[], void, undefined> {
  const { id } = job;
  const request = readIngestResultsRequest(id, kind);
  const { action } = request;
  const delimiter = delimiters[job.columnDelimiter] ?? ",";
  const blocks = recordBlocks(csvScanner(), maxDataBytes, { bytesAtOnce: bytesForRows });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let reader: { readonly header: readonly string[]; readonly read: RowReader } | undefined;
  let count = 0;
  const progress = (): string => `${count} rows were given`;
  const fail = (code: ErrorCode, why: string): ResponseError =>
    new ResponseError(`Cannot ${action}: ${why}; ${progress()}`, { code, status: 200, jobId: id });
  const expected = countOf(job, kind);
  const whyShort = (): string | undefined =>
    expected !== undefined && blocks.records() < expected ? `the job has ${expected}` : undefined;
  try {
    for await (const bytes of stream(target, request, { whyCut: blocks.whyCut, whyShort, progress }, { signal })) {
      for (const block of blocks.push(bytes)) {
        let table: Table;
        try {
          table = readCsv(decoder.decode(block), reader?.header, delimiter);
          reader ??= { header: table.header, read: rowReader(table.header) };
        } catch (error) {
          const why = error instanceof TypeError ? "" : `: ${(error as Error).message}`;
          throw fail("UnreadableReply", `its CSV cannot be read${why}`);
        }
        const rows = rowsOf(table, reader.read);
        count += rows.length;
        // Who asks whether there is a row at all asks for the first of them.
        if (rows.length > 0) yield rows;
      }
    }
  } catch (error) {
    if (error instanceof TooLarge) throw fail("ReplyTooLarge", `the reply has ${error.message}`);
    throw error;
  }
  if (expected !== undefined && expected !== count) throw fail("RowsMismatch", `the job has ${expected}`);
}

/** Tells how many rows there must be, where the job says so. How many it did not come to, it does not say. */
function countOf(
  { state, numberRecordsProcessed, numberRecordsFailed }: IngestJobToRead,
  kind: IngestResultKind,
): number | undefined {
  if (
    kind === "unprocessed" ||
    state !== "JobComplete" ||
    numberRecordsProcessed === undefined ||
    numberRecordsFailed === undefined
  ) {
    return undefined;
  }
  return kind === "failed" ? numberRecordsFailed : numberRecordsProcessed - numberRecordsFailed;
}

type RowReader = (values: readonly string[]) => IngestRowResult;

function rowReader(header: readonly string[]): RowReader {
  const own = header.filter((column) => column.startsWith("sf__")).length;
  const [idPlace = -1, createdPlace = -1, errorPlace = -1] = ["sf__Id", "sf__Created", "sf__Error"].map((column) =>
    header.indexOf(column),
  );
  const make = headedRecordMaker(header, own);
  return (values) => {
    const id = values[idPlace] ?? "";
    const error = values[errorPlace] ?? "";
    return {
      id: id === "" ? null : id,
      created: values[createdPlace] === "true",
      errors: error === "" ? [] : readErrorCell(error),
      record: make(values),
    };
  };
}
