import { concatenate } from "../bytes/concatenate.ts";
import { type BatchLimits, type BatchPart, tooLargeRow } from "./batch-part.ts";
import type { RecordFormat } from "./records/record-format.ts";

/**
 * Writes records into batches. At no time does it hold more than one batch.
 *
 * @throws TypeError with the row, for a record that cannot be written or is larger than a batch.
 */
export async function* packRecords(
  records: AsyncIterable<unknown>,
  { maxBytes, maxRecords, nextDone }: BatchLimits,
  format: RecordFormat,
): AsyncGenerator<BatchPart> {
  const encoder = new TextEncoder();
  const separator = encoder.encode(format.separator);
  const tail = encoder.encode(format.tail);
  let head: Uint8Array<ArrayBuffer> | undefined;
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let rows = 0;
  let seen = 0;

  const cut = (): BatchPart => {
    const body = concatenate([...pieces, tail], size + tail.length);
    const part = { body, firstRow: seen - rows + 1, rows };
    rows = 0;
    return part;
  };

  for await (const record of records) {
    const written = encoder.encode(format.write(record, seen + 1));
    head ??= encoder.encode(format.head());
    if (head.length + written.length + tail.length > maxBytes) throw tooLargeRow(`row ${seen + 1}`, maxBytes);
    const done = nextDone(seen + 1) === seen + 1;
    const whole = size + separator.length + written.length + tail.length;
    if (rows > 0 && (done || rows >= maxRecords || whole > maxBytes)) yield cut();
    seen++;
    if (done) continue;
    if (rows === 0) {
      pieces = [head, written];
      size = head.length + written.length;
    } else {
      pieces.push(separator, written);
      size += separator.length + written.length;
    }
    rows++;
  }
  if (rows > 0) yield cut();
}
