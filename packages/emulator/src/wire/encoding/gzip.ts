import { gzip, Inflate } from "pako";
import { concatenate } from "./concatenate.ts";
import { standBack, turnEnd } from "./in-turns.ts";
import { nativeGzip } from "./native-gzip.ts";

/** What every gzip member begins with. */
export const gzipMagic = [0x1f, 0x8b] as const;

/** Compresses bytes into one gzip member. */
export function compress(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isShort = bytes.length < shortBytes;
  if (nativeGzip !== undefined) return nativeGzip(bytes, isShort);
  // Most answers are short: clearing the memory that a long one needs would take longer than all else.
  return isShort ? gzip(bytes, { windowBits: 12, memLevel: 6, legacyHash: true }) : gzip(bytes);
}

/** What can be compressed in one go within some 20 milliseconds; what is larger is done in several turns. */
export const largestAtOnce: number = (nativeGzip === undefined ? 256 : 1024) * 1024;

/** What a window of 12 bits holds. */
const shortBytes = 4 * 1024;

/** Out of every byte, a thousand may come. */
const sliceBytes = 4 * 1024;

/** Decompresses a gzip body of which no more than `maxBytes` may come out. A large one does not hold up the others. */
export async function gunzipBounded(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | "too large" | "not gzip"> {
  const tooLarge = new Error("too large");
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  // Without this check, pako takes zlib's own format as well.
  if (bytes[0] !== gzipMagic[0] || bytes[1] !== gzipMagic[1]) return "not gzip";
  // Most bodies are short, and need not have room for a long one.
  const inflate = new Inflate(bytes.length < shortBytes ? { chunkSize: 4 * shortBytes } : {});
  inflate.onData = (chunk): void => {
    total += chunk.length;
    if (total > maxBytes) throw tooLarge;
    chunks.push(chunk);
  };
  try {
    let isOver = turnEnd();
    for (let start = 0; start < bytes.length && inflate.err === 0; start += sliceBytes) {
      inflate.push(bytes.subarray(start, start + sliceBytes), start + sliceBytes >= bytes.length);
      if (!isOver()) continue;
      await standBack();
      isOver = turnEnd();
    }
  } catch (error) {
    if (error === tooLarge) return "too large";
    throw error;
  }
  if (inflate.err !== 0) return "not gzip";
  return concatenate(chunks);
}

/** Tells whether a client takes gzip. Salesforce ignores every other coding (documented). */
export const acceptsGzip = (headers: Headers): boolean =>
  /(?:^|[\s,])(?:x-)?gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))\s*(?:[,;]|$)/i.test(headers.get("accept-encoding") ?? "");
