import { append, createBuffer } from "./batch-buffer.ts";
import { type BatchLimits, type BatchPart, tooLargeRow } from "./batch-part.ts";
import { type Field, flattenRecord } from "./records/flatten-record.ts";
import type { RecordFormat } from "./records/record-format.ts";
import type { Pull } from "./pull.ts";

/** Is told of the fields of each record before it is written; where it gives a promise, that is waited for. */
export type RecordWatch = (fields: readonly Field[], row: number) => Promise<void> | undefined;

/** How long records are, at most, that need no memory of their own; each unit of theirs is three bytes at most. */
const usualLength = 16_384;

/**
 * Writes records into batches. At no time does it hold more than one batch.
 *
 * @throws TypeError with the row, for a record that cannot be written or is larger than a batch.
 */
export async function* packRecords(
  records: Pull,
  { maxBytes, maxRecords, nextDone }: BatchLimits,
  format: RecordFormat,
  onRecord: RecordWatch | undefined,
): AsyncGenerator<BatchPart> {
  const encoder = new TextEncoder();
  const separator = encoder.encode(format.separator);
  const tail = encoder.encode(format.tail);
  let head: Uint8Array | undefined;
  /** The batch without its tail, in memory that the next one uses again. */
  const batch = createBuffer(maxBytes, new Uint8Array(0));
  const scratch = new Uint8Array(3 * usualLength);
  let rows = 0;
  let seen = 0;

  // An array of its own for each of 10,000 records would outlive the young generation of the heap: a load took 1.7 times the memory.
  const encode = (text: string): Uint8Array =>
    text.length > usualLength ? encoder.encode(text) : scratch.subarray(0, encoder.encodeInto(text, scratch).written);
  const cut = (): BatchPart => {
    append(batch, tail);
    const part = { body: batch.bytes.slice(0, batch.length), firstRow: seen - rows + 1, rows };
    batch.length = 0;
    rows = 0;
    return part;
  };

  // Only what is a promise is waited for: a million waits for what is there take longer than to write it.
  for (;;) {
    const pulled = records();
    const item = "then" in pulled ? await pulled : pulled;
    if (item.done === true) break;
    const fields = flattenRecord(item.value, seen + 1);
    const told = onRecord?.(fields, seen + 1);
    if (told !== undefined) await told;
    const written = encode(format.write(fields, seen + 1, item.value as object));
    head ??= encoder.encode(format.head());
    if (head.length + written.length + tail.length > maxBytes) throw tooLargeRow(`row ${seen + 1}`, maxBytes);
    const done = nextDone(seen + 1) === seen + 1;
    const whole = batch.length + separator.length + written.length + tail.length;
    if (rows > 0 && (done || rows >= maxRecords || whole > maxBytes)) yield cut();
    seen++;
    if (done) continue;
    append(batch, rows === 0 ? head : separator);
    append(batch, written);
    rows++;
  }
  if (rows > 0) yield cut();
}
