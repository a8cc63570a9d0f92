import { carriageReturn, lineFeed } from "../bytes/csv-bytes.ts";
import { argumentError } from "../errors/argument-error.ts";

/** How bytes are encoded, as their beginning shows. */
interface FoundEncoding {
  /** The name in the Encoding Standard. */
  readonly encoding: string;
  /** How many bytes the mark has that they begin with. */
  readonly mark: number;
}

/**
 * Finds how bytes are encoded: by their byte order mark, by the zeros between letters that UTF-16 has, or else as the caller
 * says. Where nobody says anything they are UTF-8.
 *
 * @param start - The first bytes.
 * @param said - What the caller says, as `checkEncoding` gives it.
 * @throws TypeError where the bytes show another encoding than the caller says, and for UTF-32.
 */
export function findEncoding(start: Uint8Array, said: string | undefined): FoundEncoding {
  const marked = markOf(start);
  const shown = marked ?? unmarked(start);
  if (shown === undefined) return { encoding: said === "utf-16" ? "utf-16le" : (said ?? "utf-8"), mark: 0 };
  if (shown.encoding === "utf-32") {
    throw argumentError("UnsupportedEncoding", "Cannot read the rows: they are UTF-32; save them as UTF-8");
  }
  const agrees = said === undefined || shown.encoding === said || (said === "utf-16" && shown.encoding !== "utf-8");
  if (agrees) return shown;
  const proof =
    marked === undefined ? "the zeros between their letters show" : "they begin with the byte order mark of";
  throw argumentError("InvalidEncoding", `Cannot read the rows as ${said}: ${proof} ${shown.encoding}`);
}

function markOf([first, second, third, fourth]: Uint8Array): FoundEncoding | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: "utf-8", mark: 3 };
  if (first === 0xff && second === 0xfe) {
    return third === 0 && fourth === 0 ? { encoding: "utf-32", mark: 4 } : { encoding: "utf-16le", mark: 2 };
  }
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16be", mark: 2 };
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return { encoding: "utf-32", mark: 4 };
  return undefined;
}

const unmarked = (start: Uint8Array): FoundEncoding | undefined =>
  isUtf16(start, 0)
    ? { encoding: "utf-16le", mark: 0 }
    : isUtf16(start, 1)
      ? { encoding: "utf-16be", mark: 0 }
      : undefined;

const isLineEnd = (byte: number): boolean => byte === lineFeed || byte === carriageReturn;

/**
 * Tells whether the first line is UTF-16: every second byte is 0 where its characters are those of ASCII, as the line end is.
 * A few zeros may be values.
 *
 * @param low - Where the lower byte of a character stands: 0 or 1.
 */
function isUtf16(start: Uint8Array, low: 0 | 1): boolean {
  let letters = 0;
  let others = 0;
  let index = 0;
  for (; index + 1 < start.length; index += 2) {
    const lower = start[index + low] ?? 0;
    const higher = start[index + 1 - low] ?? 0;
    if (isLineEnd(lower) && higher === 0 && index > 0) break;
    if (isLineEnd(higher) || (isLineEnd(lower) && higher !== 0)) return false;
    if (lower === 0) others++;
    else if (higher === 0) letters++;
  }
  return letters > 4 * others && letters >= index / 8;
}
