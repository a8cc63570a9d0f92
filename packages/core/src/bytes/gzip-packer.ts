import { NetworkError } from "../errors/network-error.ts";
import { Deflate } from "pako";
import { concatenate } from "./concatenate.ts";
import type { Packer } from "./packer.ts";

/** Compresses as the bytes come, so that only compressed ones are kept. */
export function gzipPacker(): Packer {
  const deflate = new Deflate({ gzip: true });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  deflate.onData = (chunk): void => {
    chunks.push(chunk);
    total += chunk.length;
  };
  return {
    push: (bytes) => void deflate.push(bytes, false),
    end: () => {
      deflate.push(new Uint8Array(0), true);
      if (deflate.err !== 0) throw new NetworkError(`Cannot compress the rows: ${deflate.msg}`, { code: "NotSent" });
      return { headers: { "content-encoding": "gzip" }, body: concatenate(chunks, total) };
    },
  };
}
