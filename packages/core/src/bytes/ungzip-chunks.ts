import { Inflate } from "pako";
import { Damaged } from "./damaged.ts";

/** How many compressed bytes are taken at once: at gzip's best, 1:1032, 17 MB come of them. */
const step = 16 * 1024;

/** Decompresses a gzip body piece by piece. */
export interface Ungzip {
  /** Gives what comes of the next bytes. @throws Damaged with zlib's words. */
  readonly push: (bytes: Uint8Array) => Generator<Uint8Array<ArrayBuffer>, void>;
  /** Tells whether the end has come, with the right checksum and length. */
  readonly isWhole: () => boolean;
}

/**
 * Makes a decompressor for one body. It may be of several parts, each compressed for itself, as `cat` makes of several
 * files, and have zeros behind them: pako ends with the part that ends with a chunk.
 */
export function createUngzip(): Ungzip {
  let ready: Uint8Array<ArrayBuffer>[] = [];
  /** What pako knows of the bytes that it was given last: how many stand behind the end. */
  let state: { readonly avail_in: number } | undefined;
  const begin = (): Inflate => {
    const inflate = new Inflate();
    inflate.onData = (chunk): void => void ready.push(chunk);
    inflate.onStart = (stream): void => void (state = stream);
    return inflate;
  };
  let inflate = begin();
  return {
    *push(bytes) {
      for (let start = 0; start < bytes.length;) {
        if (inflate.ended) {
          // Zeros fill up a block.
          if (bytes[start] === 0) {
            start++;
            continue;
          }
          inflate = begin();
        }
        const portion = bytes.subarray(start, start + step);
        inflate.push(portion);
        const chunks = ready;
        ready = [];
        yield* chunks;
        if (inflate.err !== 0) throw new Damaged(`its gzip is damaged: ${inflate.msg}`);
        start += portion.length - (inflate.ended ? (state?.avail_in ?? 0) : 0);
      }
    },
    isWhole: () => inflate.ended && inflate.err === 0,
  };
}
