import { type ByteDecoder, faultAt } from "./byte-decoder.ts";
import { joinBytes } from "../../bytes/join-bytes.ts";
import { writeCodePoint } from "./write-code-point.ts";

/** Turns UTF-16 into UTF-8. */
export function utf16Decoder(encoding: "utf-16le" | "utf-16be"): ByteDecoder {
  const littleEndian = encoding === "utf-16le";
  /** The first bytes of a character whose others are in the next chunk: at most three. */
  let begun: Uint8Array = new Uint8Array(0);
  let offset = 0;
  return {
    decode: (bytes, isLast) => {
      const all = joinBytes(begun, bytes);
      const units = new DataView(all.buffer, all.byteOffset, all.length);
      const target = new Uint8Array(Math.ceil(all.length * 1.5));
      const last = all.length - 2;
      let at = 0;
      let index = 0;
      let isBad = false;
      while (index <= last) {
        const unit = units.getUint16(index, littleEndian);
        if ((unit & 0xf8_00) !== 0xd8_00) {
          at = writeCodePoint(target, at, unit);
          index += 2;
          continue;
        }
        const isFirstHalf = unit < 0xdc_00;
        // Its other half is in the next chunk.
        if (isFirstHalf && index + 2 > last && !isLast) break;
        const other = isFirstHalf && index + 2 <= last ? units.getUint16(index + 2, littleEndian) : 0;
        if ((other & 0xfc_00) !== 0xdc_00) {
          isBad = true;
          break;
        }
        at = writeCodePoint(target, at, 0x1_00_00 + ((unit & 0x3_ff) << 10) + (other & 0x3_ff));
        index += 4;
      }
      begun = all.slice(index);
      offset += index;
      const utf8 = target.subarray(0, at);
      return isBad || (isLast && begun.length > 0)
        ? { utf8, fault: faultAt(offset, begun[0], encoding.toUpperCase()) }
        : { utf8 };
    },
  };
}
