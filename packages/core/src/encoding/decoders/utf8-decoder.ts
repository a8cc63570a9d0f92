import { type ByteDecoder, faultAt } from "./byte-decoder.ts";
import { findBadUtf8 } from "./find-bad-utf8.ts";
import { joinBytes } from "../../bytes/join-bytes.ts";

/** Checks UTF-8, and hands the bytes on as they are. */
export function utf8Decoder(): ByteDecoder {
  /** The first bytes of a character whose others are in the next chunk. */
  let begun: Uint8Array = new Uint8Array(0);
  /** How many bytes stand before it. */
  let offset = 0;
  return {
    decode: (bytes, isLast) => {
      const all = joinBytes(begun, bytes);
      const bad = findBadUtf8(all);
      const end = bad === -1 ? all.length : bad;
      const utf8 = bad === -1 ? all : all.subarray(0, bad);
      begun = all.slice(end);
      offset += end;
      return begun.length === 0 || (!isLast && isBegun(begun))
        ? { utf8 }
        : { utf8, fault: faultAt(offset, begun[0], "UTF-8") };
    },
  };
}

/** Tells whether a character may begin so: whether some bytes behind complete it. */
function isBegun(bytes: Uint8Array): boolean {
  const [first = 0] = bytes;
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (bytes.length >= size) return false;
  return [0x80, 0xbf].some((filler) => {
    const whole = new Uint8Array(size).fill(filler);
    whole.set(bytes);
    return findBadUtf8(whole) === -1;
  });
}
