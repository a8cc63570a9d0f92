import { argumentError } from "../errors/argument-error.ts";
import { append, createBuffer, take } from "./batch-buffer.ts";
import { type BatchLimits, type BatchPart, tooLargeRow } from "./batch-part.ts";
import { carriageReturn, lineFeed, quote } from "./csv-bytes.ts";
import { type CsvPosition, csvState, findRecordEnd, startOfCsv } from "./find-record-end.ts";
import { passRecords } from "./pass-records.ts";

/** Stands behind the last chunk. */
const endOfSource = new Uint8Array(0);

/** How many bytes a line has at most that Salesforce reads over: `""` and a line end. */
const longestBlank = 4;

/**
 * Cuts CSV into batches, each with the header line on top, between records and nowhere else. The records stay as they
 * are, byte for byte; blank lines are left out and not counted, since Salesforce reads over them.
 *
 * At no time does it hold more than one batch and one chunk.
 *
 * @param chunks - UTF-8 without a byte order mark, cut anywhere.
 * @param header - A header line, with its line end, for CSV that has none.
 * @throws TypeError with the row or the line: a row larger than a batch, a quote that is never closed, or one that stands
 *   where none may stand.
 */
export async function* splitCsv(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, maxRecords, nextDone }: BatchLimits,
  header?: Uint8Array,
): AsyncGenerator<BatchPart> {
  const position = startOfCsv();
  let head = header;
  const buffer = createBuffer(maxBytes, head ?? endOfSource);
  /** How many bytes of the batch are whole rows, in the buffer or in the chunk and not copied yet. */
  let whole = buffer.length;
  /** How many whole rows those are. */
  let rows = 0;
  /** How many rows of the source were read. */
  let seen = 0;
  /** The line on which the record begins that is being read. */
  let line = 1;

  const cut = (): BatchPart => {
    const part = { body: take(buffer, whole, head ?? endOfSource), firstRow: seen - rows + 1, rows };
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
      const size = buffer.length + end - copied - whole;
      checkSize(size);
      if (size <= longestBlank) copy(end);
      if (size <= longestBlank && isBlank(buffer.bytes.subarray(whole, buffer.length))) buffer.length = whole;
      else if (head === undefined) {
        copy(end);
        head = buffer.bytes.slice(0, buffer.length);
        whole = head.length;
      } else {
        const done = nextDone(seen + 1) === seen + 1;
        if (rows > 0 && (done || rows >= maxRecords || whole + size > maxBytes)) {
          copy(from);
          yield cut();
        }
        seen++;
        if (done) {
          copy(from);
          buffer.length = whole;
          copied = end;
        } else {
          rows++;
          whole += size;
        }
      }
      from = end;
      if (rows > 0) {
        // Most rows have nothing to them: they are passed over together, as many as there is room for.
        const room = { rows: Math.min(maxRecords - rows, nextDone(seen + 1) - seen - 1), bytes: maxBytes - whole };
        const passed = passRecords(position, chunk, from, longestBlank, room);
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
}

async function* withEnd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
  yield endOfSource;
}

/** Ends a record that has no line end, once; -1 where there is none. */
function finish({ state, quoteLine }: CsvPosition, begun: boolean): number {
  if (state === csvState.quoted) {
    throw argumentError(
      "InvalidCsv",
      `Cannot read the CSV: the quote that is opened on line ${quoteLine} is never closed`,
    );
  }
  return begun ? 0 : -1;
}

function isBlank(record: Uint8Array): boolean {
  let { length } = record;
  if (record[length - 1] === lineFeed) length--;
  if (record[length - 1] === carriageReturn) length--;
  return length === 0 || (length === 2 && record[0] === quote && record[1] === quote);
}
