import { argumentError } from "../../errors/argument-error.ts";
import type { Target } from "../../connection/check-connection.ts";
import { type CsvOptions, csvParts } from "../../batches/csv-parts.ts";
import { openSource } from "../../batches/sources/open-source.ts";
import { itemsOf } from "../../batches/pull.ts";
import type { PackedRows } from "../../bytes/packer.ts";
import { newPacker } from "../../exchange/new-packer.ts";
import type { Delimiter } from "../../protocol/delimiter.ts";
import type { ColumnDelimiter, IngestJobInfo, LineEnding } from "../../protocol/ingest-job-info.ts";

/** Rows as CSV, in one piece or as they come, or a function that opens them. */
export type IngestRows = OpenIngestRows | (() => OpenIngestRows | Promise<OpenIngestRows>);

/** {@link IngestRows} that are there already. */
export type OpenIngestRows =
  | string
  | Uint8Array
  | Blob
  | AsyncIterable<string | Uint8Array>
  | Iterable<string | Uint8Array>
  | ReadableStream<string | Uint8Array>;

/** How the rows are written, and what ends the reading of them. */
export interface PackOptions extends Pick<CsvOptions, "header" | "encoding" | "delimiter" | "raggedRows"> {
  readonly signal: AbortSignal | undefined;
}

/** Salesforce's limit for an upload. It counts after base64, so that it advises 100 MB. */
const maxBytes = 150_000_000;

/** So many rows are packed at a time. */
const maxRecords = 1000;

const delimiters: ReadonlyMap<ColumnDelimiter | undefined, Delimiter> = new Map([
  ["BACKQUOTE", "`"],
  ["CARET", "^"],
  ["COMMA", ","],
  ["PIPE", "|"],
  ["SEMICOLON", ";"],
  ["TAB", "\t"],
]);
const lineEnds: ReadonlyMap<LineEnding | undefined, "LF" | "CRLF"> = new Map([
  ["LF", "LF"],
  ["CRLF", "CRLF"],
]);

/**
 * Brings rows into the one body that they are uploaded as, as the job takes them, and compressed on the way where the
 * connection allows it.
 *
 * @throws TypeError for no rows, for rows that cannot be read, and for more bytes than an upload may have.
 */
export async function packRows(
  target: Target,
  { columnDelimiter, lineEnding }: Partial<Pick<IngestJobInfo, "columnDelimiter" | "lineEnding">>,
  rows: IngestRows,
  { signal, ...written }: PackOptions,
): Promise<PackedRows> {
  const packer = await newPacker(target);
  const { next, close } = openSource(rows, signal, "rows", written.header === undefined);
  const options = {
    ...written,
    maxBytes,
    maxRecords,
    nextDone: () => Infinity,
    // A job that nothing is known of but its id takes them as they are.
    sent: { delimiter: delimiters.get(columnDelimiter), lineEnd: lineEnds.get(lineEnding) },
    hasOneHeader: true,
    reading: { bytes: 0 },
  } as const;
  let total = 0;
  try {
    for await (const { body } of csvParts(itemsOf(next), options)) {
      total += body.length;
      if (total > maxBytes) {
        throw argumentError(
          "BatchTooLarge",
          `Cannot use rows: they have more than ${maxBytes} bytes; use several jobs`,
        );
      }
      await packer.push(body);
    }
    return await packer.end();
  } finally {
    // Tells the source that no more is wanted, and does not wait for one that hangs.
    close(undefined);
    packer.drop?.();
  }
}
