import { argumentError } from "../errors/argument-error.ts";
import { findLoneHalf } from "./find-lone-half.ts";

/** Takes strings as they come, and gives UTF-8. */
export interface StringReader {
  readonly push: (text: string) => Generator<Uint8Array, void>;
  /** Says that what comes next, if anything, is no string. */
  readonly end: () => void;
}

/** How many characters are encoded at a time: a string of any length never has a copy of its size. */
const portion = 64 * 1024;

/**
 * Reads the strings of a source, cut anywhere.
 *
 * @param line - The line on which what was given last ends.
 * @throws TypeError with the line, for half a character that stands alone: UTF-8 cannot hold it.
 */
export function stringReader(line: () => number): StringReader {
  const encoder = new TextEncoder();
  /** The first half of a character, whose other half is in the next string. */
  let half = "";
  const fault = (text: string): TypeError =>
    argumentError(
      "InvalidEncoding",
      `Cannot read the rows: line ${line()} has half of a character (0x${text.charCodeAt(0).toString(16).toUpperCase()} without its other half)`,
    );
  return {
    *push(more) {
      const text = half + more;
      half = "";
      for (let from = 0; from < text.length;) {
        let to = Math.min(from + portion, text.length);
        if (isFirstHalf(text.charCodeAt(to - 1))) to--;
        const piece = text.slice(from, to);
        const lone = findLoneHalf(piece);
        if (lone !== -1) {
          yield encoder.encode(piece.slice(0, lone));
          throw fault(piece.slice(lone));
        }
        if (piece !== "") yield encoder.encode(piece);
        if (to === text.length - 1 && isFirstHalf(text.charCodeAt(to))) {
          half = text.slice(to);
          return;
        }
        from = to;
      }
    },
    end: () => {
      if (half !== "") throw fault(half);
    },
  };
}

const isFirstHalf = (code: number): boolean => code >= 0xd8_00 && code <= 0xdb_ff;
