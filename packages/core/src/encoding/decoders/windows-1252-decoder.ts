import type { ByteDecoder } from "./byte-decoder.ts";
import { writeCodePoint } from "./write-code-point.ts";

/**
 * The characters of the bytes 0x80 to 0x9F. All others are characters of the same number. The five bytes that Windows
 * leaves undefined are control characters, as the Encoding Standard has them.
 *
 * It is a table of our own, since Node.js 20 decodes these bytes as ISO 8859-1, and every € would be lost.
 *
 * @see https://encoding.spec.whatwg.org/index-windows-1252.txt
 */
// prettier-ignore
const characters = [
  0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
  0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
];

/** Turns windows-1252 into UTF-8. Every byte is a character of it. */
export const windows1252Decoder = (): ByteDecoder => ({
  decode: (bytes) => {
    const target = new Uint8Array(bytes.length * 3);
    let at = 0;
    for (const byte of bytes) {
      if (byte < 0x80) target[at++] = byte;
      else at = writeCodePoint(target, at, characters[byte - 0x80] ?? byte);
    }
    return { utf8: target.subarray(0, at) };
  },
});
