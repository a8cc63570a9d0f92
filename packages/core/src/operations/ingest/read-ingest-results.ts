import type { Target } from "../../connection/check-connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { ColumnDelimiter } from "../../protocol/ingest-job-info.ts";
import { readErrorCell } from "../../protocol/row-error-cell.ts";
import type { IngestResultKind } from "../../requests/ingest-requests.ts";
import { readCsv, rowsOf, type Table } from "../../rows/read-csv.ts";
import { bytesForRows } from "../../rows/record-blocks.ts";
import { headedRecordMaker } from "../../rows/record-maker.ts";
import type { IngestJobToRead, IngestRowResult } from "./ingest-results.ts";
import { openIngestResult } from "./open-ingest-result.ts";

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
  options: CallOptions,
): AsyncGenerator<readonly IngestRowResult[], void, undefined> {
  const delimiter = delimiters[job.columnDelimiter] ?? ",";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let reader: { readonly header: readonly string[]; readonly read: RowReader } | undefined;
  let count = 0;
  const { blocks, fail } = openIngestResult(target, job, kind, options, () => count, { bytesAtOnce: bytesForRows });
  for await (const block of blocks) {
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
