import { carriageReturn, lineFeed } from "../bytes/csv-bytes.ts";

/**
 * Counts line ends of any kind.
 *
 * @param before - The byte that stands before: a line feed behind a carriage return is no line end of its own.
 */
export function countLineEnds(bytes: Uint8Array, before?: number): number {
  let count = 0;
  let previous = before;
  for (const byte of bytes) {
    if (byte === carriageReturn || (byte === lineFeed && previous !== carriageReturn)) count++;
    previous = byte;
  }
  return count;
}
