import { append, createBuffer, take } from "./batch-buffer.ts";
import { type BatchLimits, type BatchPart, tooLargeRow } from "./batch-part.ts";
import { countOf } from "../errors/count-of.ts";
import { argumentError } from "../errors/argument-error.ts";
import { carriageReturn, lineFeed, quote } from "../bytes/csv-bytes.ts";
import { type CsvPosition, csvState, endRecord, findRecordEnd, type RecordEnd } from "../csv/find-record-end.ts";
import { headerNames } from "../csv/header-names.ts";
import { passRecords } from "../csv/pass-records.ts";
import { translateRecord } from "../csv/translate-record.ts";

/** How CSV is read, and how it is to be sent. */
export interface SplitOptions extends BatchLimits {
  /** Where the chunks are read from, their delimiter included. Who gives them may ask it for the line. */
  readonly position: CsvPosition;
  /** The delimiter that the batches are to have. */
  readonly delimiter: number;
  /** The line end that their records are to have. */
  readonly lineEnd: "LF" | "CRLF";
  /** The columns of CSV that has no header line, and the line that names them, as it is to be sent. */
  readonly header: { readonly names: readonly string[]; readonly line: Uint8Array } | undefined;
  /** Whether a record with fewer or more values than there are columns is sent all the same. */
  readonly sendsRagged: boolean;
  /** Whether only the first part has the header line. */
  readonly hasOneHeader: boolean;
  /** Is told the columns once they are known. */
  readonly onColumns: (columns: readonly string[]) => void;
}

/** Stands behind the last chunk. */
const endOfSource = new Uint8Array(0);

/** How many bytes a line has at most that Salesforce reads over: `""` and a line end. */
const longestBlank = 4;

const lineEnds = { none: endOfSource, LF: Uint8Array.of(lineFeed), CRLF: Uint8Array.of(carriageReturn, lineFeed) };
const lengthOf: Readonly<Record<RecordEnd, number>> = { none: 0, LF: 1, CR: 1, CRLF: 2 };

/**
 * Cuts CSV into batches, each with the header line on top, between records and nowhere else. The records stay as they
 * are, byte for byte, but for the delimiter and the line end where those are to be others; blank lines are left out and not
 * counted, since Salesforce reads over them.
 *
 * At no time does it hold more than one batch and one chunk.
 *
 * @param chunks - UTF-8 without a byte order mark, cut anywhere.
 * @throws TypeError with the row or the line: a row larger than a batch, one with fewer or more values than there are
 *   columns, a quote that is never closed, or one that stands where none may stand; a header line that names a column twice
 *   or not; no rows at all.
 */
export async function* splitCsv(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, maxRecords, nextDone, ...options }: SplitOptions,
): AsyncGenerator<BatchPart> {
  const { position, delimiter, lineEnd, header, sendsRagged, hasOneHeader, onColumns } = options;
  let head = header?.line;
  let columns = header?.names.length;
  if (header !== undefined) onColumns(header.names);
  const buffer = createBuffer(maxBytes, head ?? endOfSource);
  const isTranslated = position.delimiter !== delimiter;
  /** How many bytes of the batch are whole rows, in the buffer or in the chunk and not copied yet. */
  let whole = buffer.length;
  /** How many whole rows those are. */
  let rows = 0;
  /** How many rows of the source were read. */
  let seen = 0;
  /** The line on which the record begins that is being read. */
  let line = 1;
  /** Where the rows of the batch stand. */
  let firstLine = 1;
  let blanks: number[] = [];

  const cut = (): BatchPart => {
    if (hasOneHeader) head = endOfSource;
    const lines = { first: firstLine, blanks };
    const part = { body: take(buffer, whole, head ?? endOfSource), firstRow: seen - rows + 1, rows, lines };
    blanks = [];
    whole = head?.length ?? 0;
    rows = 0;
    return part;
  };
  const checkSize = (size: number): void => {
    if ((head?.length ?? 0) + size <= maxBytes) return;
    const { state, quoteLine } = position;
    const hint = state === csvState.quoted ? `, with the quote of line ${quoteLine} not closed so far` : "";
    throw tooLargeRow(head === undefined ? "the header line" : `row ${seen + 1} (line ${line})`, maxBytes, hint);
  };
  const checkValues = (): void => {
    if (sendsRagged || columns === undefined || position.values === columns) return;
    throw argumentError(
      "RaggedRow",
      `Cannot read the CSV: row ${seen + 1} (line ${line}) has ${countOf(position.values, "value")} for ${countOf(columns, "column")}; where that is meant, say so by the option raggedRows: "send"`,
    );
  };
  /** The line end that the record is to have that was read last. */
  const endToSend = (): Uint8Array => lineEnds[position.end === "none" ? "none" : lineEnd];
  /** The record that stands at the end of the buffer, without its line end. */
  const content = (): Uint8Array => buffer.bytes.subarray(whole, buffer.length - lengthOf[position.end]);
  /** Writes that record as it is to be sent. */
  const rewrite = (): void => {
    const record = content();
    if (isTranslated) {
      const translated = translateRecord(record, position.delimiter, delimiter);
      buffer.length = whole;
      append(buffer, translated);
    } else buffer.length = whole + record.length;
    append(buffer, endToSend());
  };

  for await (const chunk of withEnd(chunks)) {
    /** What stands before it in the chunk is in the buffer, or was left out. */
    let copied = 0;
    let from = 0;
    const copy = (to: number): void => {
      if (to > copied) append(buffer, chunk.subarray(copied, to));
      copied = Math.max(copied, to);
    };
    for (;;) {
      const end =
        chunk === endOfSource ? finish(position, buffer.length > whole) : findRecordEnd(position, chunk, from);
      if (end === -1) break;
      const sizeOf = (): number => buffer.length + end - copied - whole;
      if (sizeOf() <= longestBlank || head === undefined) copy(end);
      if (sizeOf() <= longestBlank && isBlank(buffer.bytes.subarray(whole, buffer.length))) {
        buffer.length = whole;
        if (rows > 0) blanks.push(rows);
      } else if (head === undefined) {
        checkSize(sizeOf());
        const names = headerNames(content(), position.delimiter, line);
        columns = names.length;
        onColumns(names);
        rewrite();
        checkSize(buffer.length);
        head = buffer.bytes.slice(0, buffer.length);
        whole = head.length;
      } else {
        checkValues();
        const isUsual = !isTranslated && (position.end === lineEnd || position.end === "none");
        let size = sizeOf() - lengthOf[position.end] + endToSend().length;
        checkSize(size);
        const done = nextDone(seen + 1) === seen + 1;
        if (rows > 0 && (done || rows >= maxRecords || whole + size > maxBytes)) {
          copy(from);
          yield cut();
        }
        if (!isUsual) {
          copy(end);
          rewrite();
          size = sizeOf();
          // Another delimiter may want quotes.
          checkSize(size);
          if (rows > 0 && whole + size > maxBytes) yield cut();
        }
        seen++;
        if (done) {
          copy(from);
          buffer.length = whole;
          copied = end;
        } else {
          if (rows === 0) firstLine = line;
          rows++;
          whole += size;
        }
      }
      from = end;
      if (rows > 0 && !isTranslated) {
        // Most rows have nothing to them: they are passed over together, as many as there is room for.
        const usual = {
          values: sendsRagged ? undefined : columns,
          hasReturn: lineEnd === "CRLF",
          shortest: longestBlank + 1,
        };
        const room = { rows: Math.min(maxRecords - rows, nextDone(seen + 1) - seen - 1), bytes: maxBytes - whole };
        const passed = passRecords(position, chunk, from, usual, room);
        rows += passed.rows;
        seen += passed.rows;
        whole += passed.end - from;
        from = passed.end;
      }
      ({ line } = position);
    }
    const begun = buffer.length + chunk.length - copied - whole;
    checkSize(begun);
    if (rows > 0 && whole + begun > maxBytes) {
      copy(from);
      yield cut();
    }
    copy(chunk.length);
  }
  if (rows > 0) yield cut();
  if (seen > 0) return;
  if (head === undefined || header !== undefined)
    throw argumentError("EmptySource", "Cannot read the CSV: it is empty");
  throw argumentError("NoRows", "Cannot read the CSV: it has a header line, and no row below it");
}

async function* withEnd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
  yield endOfSource;
}

/** Ends a record that has no line end, once; -1 where there is none. */
function finish(position: CsvPosition, begun: boolean): number {
  const { state, quoteLine } = position;
  if (state === csvState.quoted) {
    throw argumentError(
      "InvalidCsv",
      `Cannot read the CSV: the quote that is opened on line ${quoteLine} is never closed`,
    );
  }
  if (!begun) return -1;
  endRecord(position, state === csvState.return ? "CR" : "none");
  return 0;
}

function isBlank(record: Uint8Array): boolean {
  let { length } = record;
  if (record[length - 1] === lineFeed) length--;
  if (record[length - 1] === carriageReturn) length--;
  return length === 0 || (length === 2 && record[0] === quote && record[1] === quote);
}
