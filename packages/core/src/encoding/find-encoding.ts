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

/** Every second byte of UTF-16 is 0 where its characters are those of ASCII, as a header line's are. */
function unmarked(start: Uint8Array): FoundEncoding | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // A few zeros may be values.
  const enough = start.length / 8;
  if (odd > 0 && even === 0 && odd >= enough) return { encoding: "utf-16le", mark: 0 };
  if (even > 0 && odd === 0 && even >= enough) return { encoding: "utf-16be", mark: 0 };
  return undefined;
}
