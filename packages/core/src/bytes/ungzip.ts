import { Inflate } from "pako";
import { concatenate } from "./concatenate.ts";
import { TooLarge } from "./gzip.ts";

/**
 * Decompresses a whole gzip body, checking its checksum and its length.
 *
 * @param maxBytes - How many bytes may come out. What is beyond is never held in memory.
 * @throws TooLarge beyond `maxBytes`, and an error with zlib's words for bytes that are cut or damaged.
 */
export function ungzip(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const inflate = new Inflate();
  inflate.onData = (chunk): void => {
    total += chunk.length;
    if (total > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  };
  inflate.push(bytes, true);
  if (inflate.err !== 0) throw new Error(inflate.msg === "" ? "unexpected end" : inflate.msg);
  return concatenate(chunks, total);
}
