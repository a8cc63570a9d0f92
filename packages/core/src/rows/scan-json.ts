import type { RecordScanner } from "./record-scanner.ts";

const quote = 0x22;
const backslash = 0x5c;
/** `[` and `{`, `]` and `}`: each pair differs in one bit from the other. */
const isOpening = (byte: number): boolean => (byte | 0x20) === 0x7b;
const isClosing = (byte: number): boolean => (byte | 0x20) === 0x7d;

/** Finds the ends of records in a JSON array of objects: where the depth comes back to that of the array. */
export function jsonScanner(): RecordScanner {
  let depth = 0;
  let inText = false;
  let escaped = false;
  let whole = false;
  let records = 0;
  return {
    scan: (bytes, firstOnly = false) => {
      let end = 0;
      for (let index = 0; index < bytes.length; index++) {
        const byte = bytes[index] ?? 0;
        if (inText) {
          if (escaped) escaped = false;
          else if (byte === backslash) escaped = true;
          else if (byte === quote) inText = false;
        } else if (byte === quote) inText = true;
        else if (isOpening(byte)) depth++;
        else if (isClosing(byte)) {
          depth--;
          if (depth === 1) {
            end = index + 1;
            records++;
            if (firstOnly) break;
          }
          if (depth === 0) whole = true;
        }
      }
      return end;
    },
    records: () => records,
    whyCut: () => (whole ? undefined : "its JSON breaks off"),
  };
}
