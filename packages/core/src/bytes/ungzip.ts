import { Inflate } from "pako";

/**
 * Decompresses a whole gzip body, checking its checksum and its length.
 *
 * @param maxBytes - How many bytes may come out. What is beyond is never held in memory.
 * @returns `undefined` where more would come out.
 * @throws an error with zlib's words for bytes that are cut or damaged.
 */
export function ungzip(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Uint8Array<ArrayBuffer> | undefined {
  const inflate = new Inflate();
  let total = 0;
  inflate.onData = (chunk): void => {
    total += chunk.length;
    // Ends it: zlib has no other way.
    if (total > maxBytes) throw new Error("too large");
    Inflate.prototype.onData.call(inflate, chunk);
  };
  try {
    inflate.push(bytes, true);
  } catch (error) {
    if (total > maxBytes) return undefined;
    throw error;
  }
  if (inflate.err !== 0) throw new Error(inflate.msg === "" ? "unexpected end" : inflate.msg);
  return inflate.result;
}
