import { commandError } from "../output/command-error.ts";

/** How names and values of a file are read and written, byte for byte. */
export interface ByteEncoding {
  readonly decode: (bytes: Uint8Array) => string;
  /** What has no byte in the encoding becomes a question mark. */
  readonly encode: (text: string) => Uint8Array;
}

/** Reads and writes UTF-8. */
export const utf8: ByteEncoding = {
  decode: (bytes) => new TextDecoder().decode(bytes),
  encode: (text) => Buffer.from(text),
};

/**
 * Gives how to read and write an encoding in which commas, quotes and line ends are the bytes of ASCII and each character is
 * one byte, or UTF-8; `undefined` for others: those are read as text, and written as UTF-8.
 */
export function byteEncoding(label: string | undefined): ByteEncoding | undefined {
  if (label === undefined) return utf8;
  const decoder = decoderOf(label);
  if (decoder === undefined) return undefined;
  if (decoder.encoding === "utf-8") return utf8;
  const told = decoder.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  if (told.length !== 256 || !told.startsWith(ascii)) return undefined;
  // Some versions of Node.js take it for Latin-1.
  const all = decoder.encoding === "windows-1252" ? told.slice(0, 128) + windows1252 + told.slice(160) : told;
  const bytes = new Map(Array.from(all, (one, byte) => [one, byte]));
  return {
    decode: (given) => Array.from(given, (byte) => all[byte]).join(""),
    encode: (text) => Uint8Array.from(Array.from(text, (one) => bytes.get(one) ?? 0x3f)),
  };
}

/** What the bytes from 0x80 to 0x9F are in it. @see https://encoding.spec.whatwg.org/index-windows-1252.txt */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const ascii = String.fromCodePoint(...Array.from({ length: 128 }, (_, code) => code));

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    // Core names what it does not know.
    return undefined;
  }
}

/** Tells whether this Node.js knows an encoding. */
export const isEncoding = (label: string): boolean => decoderOf(label) !== undefined;

/** Tells whether a file is UTF-16, by its mark or by the zeros between its letters; gives the label of the Encoding Standard. */
export function utf16Of(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const [one, two] = head;
  if (one === undefined || two === undefined) return undefined;
  if ((one === 0xff && two === 0xfe) || (one !== 0 && two === 0)) return "utf-16le";
  if ((one === 0xfe && two === 0xff) || (one === 0 && two !== 0)) return "utf-16be";
  return undefined;
}

/** Gives text in another encoding as UTF-8, as it comes. */
export async function* asUtf8(
  chunks: AsyncIterable<Uint8Array>,
  label: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder(label, { fatal: true });
  const decode = (chunk?: Uint8Array): Uint8Array => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (error) {
      throw commandError("FileError", `Cannot read the CSV: it has bytes that are not ${label}`, {
        exitCode: 2,
        actions: ["Save it as UTF-8, or say how it is encoded: --encoding windows-1252, for one"],
        cause: error,
      });
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}
