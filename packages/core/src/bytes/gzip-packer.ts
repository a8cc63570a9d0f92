import { Deflate } from "pako";
import type { Packer } from "./packer.ts";

/** Compresses as the bytes come, so that only compressed ones are kept. */
export function gzipPacker(): Packer {
  const deflate = new Deflate({ gzip: true });
  return {
    push: (bytes) => void deflate.push(bytes, false),
    end: () => {
      deflate.push(new Uint8Array(0), true);
      if (deflate.err !== 0) throw new Error(`Cannot compress the rows: ${deflate.msg}`);
      return { headers: { "content-encoding": "gzip" }, body: deflate.result };
    },
  };
}
