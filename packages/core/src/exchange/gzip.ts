import { concatenate } from "./concatenate.ts";

// pako is loaded when the first body needs it: a close is sent as it is, and most runtimes decode replies by themselves.

/** Compresses bytes with pako, so that the bytes are the same on every runtime. */
export async function pakoCompress(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { gzip } = await import("pako");
  return gzip(bytes);
}

/** Tells whether bytes begin as gzip does. What a header says of them does not matter: most runtimes decode and leave it. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Says that more came out of a gzip body than is allowed. */
export class TooLarge extends Error {
  override readonly name = "TooLarge" as const;
}

/**
 * Decompresses a whole gzip body, checking its checksum and its length.
 *
 * @param maxBytes - How many bytes may come out. What is beyond is never held in memory.
 * @throws TooLarge beyond `maxBytes`, and an error with zlib's words for bytes that are cut or damaged.
 */
export async function ungzip(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const { Inflate } = await import("pako");
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
