import { countLineEnds } from "../encoding/count-line-ends.ts";
import { argumentError } from "../errors/argument-error.ts";
import { carriageReturn, lineFeed, quote } from "../bytes/csv-bytes.ts";
import { type Delimiter, delimiters } from "../protocol/delimiter.ts";
import type { RecordEnd } from "./find-record-end.ts";

/** What the first line of CSV that is not blank shows. */
export interface FirstRecord {
  /** Takes the next bytes, and tells whether that line has ended. */
  readonly push: (bytes: Uint8Array) => boolean;
  /** The line that was come to, counted from 1. */
  readonly line: () => number;
  /** How the line ends. */
  readonly end: () => RecordEnd;
  /**
   * Tells the delimiter.
   *
   * @param values - How many values the line must have, where that is known.
   * @throws TypeError where it may be one or another.
   */
  readonly delimiter: (values: number | undefined) => Delimiter;
}

const bytesOf = new Map(delimiters.map((delimiter) => [delimiter.charCodeAt(0), delimiter]));

/** Reads the first line of CSV that is not blank, whatever stands between its values. */
export function firstRecord(): FirstRecord {
  const counts = new Map<Delimiter, number>();
  let line = 1;
  let before: number | undefined;
  let end: RecordEnd | undefined;
  let isQuoted = false;
  let wasQuote = false;
  let isStart = true;
  let isBlank = true;
  let mayEndInReturn = false;
  const take = (byte: number): void => {
    if (isQuoted) {
      if (byte === quote) {
        isQuoted = false;
        wasQuote = true;
      } else isBlank = false;
      return;
    }
    if (byte === quote && (isStart || wasQuote)) {
      // The second of two is a value's.
      if (wasQuote) isBlank = false;
      isQuoted = true;
      isStart = false;
      wasQuote = false;
      return;
    }
    wasQuote = false;
    if (byte === lineFeed || byte === carriageReturn) {
      isStart = true;
      if (isBlank) return;
      if (byte === carriageReturn) mayEndInReturn = true;
      else end = "LF";
      return;
    }
    isBlank = false;
    const delimiter = bytesOf.get(byte);
    isStart = delimiter !== undefined;
    if (delimiter !== undefined) counts.set(delimiter, (counts.get(delimiter) ?? 0) + 1);
  };
  return {
    push: (bytes) => {
      for (let index = 0; index < bytes.length && end === undefined; index++) {
        const byte = bytes[index] ?? 0;
        if (mayEndInReturn) end = byte === lineFeed ? "CRLF" : "CR";
        else take(byte);
      }
      line += countLineEnds(bytes, before);
      before = bytes.at(-1) ?? before;
      return end !== undefined;
    },
    line: () => line,
    end: () => end ?? (mayEndInReturn ? "CR" : "none"),
    delimiter: (values) => {
      if (values === 1) return ",";
      const [fits, another] = delimiters.filter((delimiter) => (counts.get(delimiter) ?? 0) + 1 === values);
      if (fits !== undefined && another === undefined) return fits;
      const [one, ...others] = delimiters.filter((delimiter) => counts.has(delimiter));
      if (one === undefined) return ",";
      if (others.length === 0) return one;
      const list = [one, ...others].map((delimiter) => JSON.stringify(delimiter)).join(" and ");
      throw argumentError(
        "AmbiguousDelimiter",
        `Cannot tell what stands between the values of the CSV: its first line has ${list}; say it by the option delimiter`,
      );
    },
  };
}
