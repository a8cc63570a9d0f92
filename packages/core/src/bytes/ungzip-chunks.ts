import { Inflate } from "pako";
import { Damaged } from "./damaged.ts";

/** How many compressed bytes are taken at once: at gzip's best, 1:1032, 17 MB come of them. */
const step = 16 * 1024;

/** Decompresses a gzip body piece by piece. */
export interface Ungzip {
  /** Gives what comes of the next bytes. @throws Damaged with zlib's words. */
  readonly push: (bytes: Uint8Array<ArrayBuffer>) => Generator<Uint8Array<ArrayBuffer>, void>;
  /** Tells whether the end has come, with the right checksum and length. */
  readonly isWhole: () => boolean;
}

/** Makes a decompressor for one body. */
export function createUngzip(): Ungzip {
  const inflate = new Inflate();
  let ready: Uint8Array<ArrayBuffer>[] = [];
  inflate.onData = (chunk): void => void ready.push(chunk);
  return {
    *push(bytes) {
      for (let start = 0; start < bytes.length && !inflate.ended; start += step) {
        inflate.push(bytes.subarray(start, start + step));
        const chunks = ready;
        ready = [];
        yield* chunks;
        if (inflate.err !== 0) throw new Damaged(`its gzip is damaged: ${inflate.msg}`);
      }
    },
    isWhole: () => inflate.ended && inflate.err === 0,
  };
}
