import { concatenate } from "../bytes/concatenate.ts";
import { TooLarge } from "../bytes/gzip.ts";
import type { RecordScanner } from "./record-scanner.ts";

/** Cuts bytes that come piece by piece at the ends of records. */
export interface RecordBlocks {
  /** Gives the whole records that are there with these bytes; `undefined` where none has ended. @throws TooLarge */
  readonly push: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | undefined;
  /** Gives what is left at the end. */
  readonly rest: () => Uint8Array<ArrayBuffer>;
  readonly records: () => number;
  readonly whyCut: () => string | undefined;
}

/**
 * Makes a cutter.
 *
 * @param maxBytes - How many bytes one record may have: no more are held in memory.
 */
export function recordBlocks({ scan, records, whyCut }: RecordScanner, maxBytes: number): RecordBlocks {
  let held: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const hold = (bytes: Uint8Array<ArrayBuffer>): void => {
    if (bytes.length > 0) held.push(bytes);
    length += bytes.length;
  };
  const release = (): Uint8Array<ArrayBuffer> => {
    const all = concatenate(held, length);
    held = [];
    length = 0;
    return all;
  };
  return {
    push: (bytes) => {
      const end = scan(bytes);
      if (end === 0) {
        hold(bytes);
        if (length > maxBytes) throw new TooLarge(`a record of more than ${maxBytes} bytes`);
        return undefined;
      }
      hold(bytes.subarray(0, end));
      const whole = release();
      hold(bytes.subarray(end));
      return whole;
    },
    rest: release,
    records,
    whyCut,
  };
}
