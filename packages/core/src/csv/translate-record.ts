import { quote } from "../bytes/csv-bytes.ts";

/**
 * Puts another delimiter between the values of a record, and quotes around a value that has it. What is in quotes stays as
 * it is.
 *
 * @param record - A record whose quotes stand right, without its line end.
 */
export function translateRecord(record: Uint8Array, from: number, to: number): Uint8Array {
  const target = new Uint8Array(record.includes(to) ? record.length * 3 + 2 : record.length);
  const { length } = record;
  let at = 0;
  for (let index = 0; ;) {
    const start = index;
    if (record[index] === quote) {
      do {
        index++;
        while (record[index] !== quote) index++;
        index++;
      } while (record[index] === quote);
      target.set(record.subarray(start, index), at);
      at += index - start;
    } else {
      let hasDelimiter = false;
      for (; index < length && record[index] !== from; index++) if (record[index] === to) hasDelimiter = true;
      if (hasDelimiter) target[at++] = quote;
      for (let place = start; place < index; place++) target[at++] = record[place] ?? 0;
      if (hasDelimiter) target[at++] = quote;
    }
    if (index >= length) return target.subarray(0, at);
    target[at++] = to;
    index++;
  }
}
