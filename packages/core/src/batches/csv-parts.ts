import type { Delimiter } from "../protocol/delimiter.ts";
import { startOfCsv } from "../csv/find-record-end.ts";
import { firstRecord } from "../csv/first-record.ts";
import { splitCsv } from "./split-csv.ts";
import { utf8Chunks } from "../encoding/utf8-chunks.ts";
import type { BatchLimits, BatchPart } from "./batch-part.ts";
import type { SourceReading } from "./source-reading.ts";

/** How CSV is read, and how it is to be sent. */
export interface CsvOptions extends BatchLimits {
  /** The columns of CSV that has no header line. */
  readonly header: readonly string[] | undefined;
  /** The encoding of its bytes, as `checkEncoding` gives it. */
  readonly encoding: string | undefined;
  /** What stands between its values; found where it is `undefined`. */
  readonly delimiter: Delimiter | undefined;
  /** What becomes of a row with fewer or more values than there are columns. */
  readonly raggedRows: "error" | "send";
  /** How it is to be sent. Where the line end is `undefined`, it is that of its first line, or LF where that is CR. */
  readonly sent: { readonly delimiter: Delimiter | undefined; readonly lineEnd: "LF" | "CRLF" | undefined };
  /** Whether only the first part has the header line. */
  readonly hasOneHeader: boolean;
  /** What becomes known of it is written down here. */
  readonly reading: SourceReading;
}

/** What has more bytes without an end is no header line. */
const longestLine = 1_000_000;

/**
 * Makes the bodies of batches out of the pieces of CSV, whatever its encoding, its delimiter and its line ends are.
 *
 * @throws TypeError for what cannot be read, with the line.
 */
export async function* csvParts(pieces: AsyncIterable<unknown>, options: CsvOptions): AsyncGenerator<BatchPart> {
  const { header, encoding, sent, raggedRows, hasOneHeader, reading } = options;
  const first = firstRecord();
  let { line } = first;
  const chunks = utf8Chunks(pieces, {
    encoding,
    line: () => line(),
    onEncoding: (found) => void (reading.encoding = found),
    onBytes: (bytes) => void (reading.bytes += bytes),
  });
  const start: Uint8Array[] = [];
  let length = 0;
  while (length < longestLine) {
    const chunk = await chunks.next();
    if (chunk.done === true) break;
    start.push(chunk.value);
    length += chunk.value.length;
    if (first.push(chunk.value)) break;
  }
  const delimiter = options.delimiter ?? first.delimiter(header?.length);
  reading.delimiter = delimiter;
  reading.lineEnd = first.end();
  const position = startOfCsv(byteOf(delimiter));
  line = () => position.line;
  const lineEnd = sent.lineEnd ?? (first.end() === "CRLF" ? "CRLF" : "LF");
  const target = sent.delimiter ?? delimiter;
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* start;
    start.length = 0;
    yield* chunks;
  };
  yield* splitCsv(all(), {
    ...options,
    position,
    delimiter: byteOf(target),
    lineEnd,
    header: header === undefined ? undefined : { names: header, line: headerLine(header, target, lineEnd) },
    sendsRagged: raggedRows === "send",
    hasOneHeader,
    onColumns: (columns) => void (reading.columns = columns),
  });
}

const byteOf = (delimiter: Delimiter): number => delimiter.charCodeAt(0);

function headerLine(names: readonly string[], delimiter: Delimiter, lineEnd: "LF" | "CRLF"): Uint8Array {
  const special = [delimiter, '"', "\r", "\n"];
  const cells = names.map((name) =>
    special.some((one) => name.includes(one)) ? `"${name.replaceAll('"', '""')}"` : name,
  );
  return new TextEncoder().encode(`${cells.join(delimiter)}${lineEnd === "CRLF" ? "\r\n" : "\n"}`);
}
