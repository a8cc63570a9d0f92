import { collectBytes } from "../bytes/byte-collector.ts";
import { isGzip } from "../bytes/gzip.ts";
import type { Packer } from "../bytes/packer.ts";
import type { CompressChunks } from "../connection/connection.ts";
import { argumentError } from "../errors/argument-error.ts";

const nothing = (): void => undefined;

/**
 * Compresses as the bytes come by what the connection brings for it, so that only compressed ones are kept. Each piece
 * waits until the one before it was taken.
 */
export function chunksPacker(compress: CompressChunks): Packer {
  let next: Uint8Array<ArrayBuffer> | undefined;
  let isEnded = false;
  let isAllTaken = false;
  let wake = nothing;
  let taken = nothing;
  async function* pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    for (;;) {
      if (next === undefined && !isEnded) await new Promise<void>((resolve) => (wake = resolve));
      if (next === undefined) break;
      const bytes = next;
      next = undefined;
      taken();
      yield bytes;
    }
    isAllTaken = true;
  }
  const packed = collectBytes();
  const collect = async (): Promise<void> => {
    for await (const chunk of compress(pieces())) packed.add(chunk);
    // Rows that it has not asked for would be lost without a word.
    if (!isAllTaken) throw cannotUse("it ended before what it was given");
  };
  const collected = collect();
  // What breaks is told by the next push, or by the end; nothing is told of what was dropped.
  collected.catch(nothing);
  return {
    push: async (bytes) => {
      next = bytes;
      const isTaken = new Promise<void>((resolve) => (taken = resolve));
      wake();
      await Promise.race([isTaken, collected]);
    },
    end: async () => {
      isEnded = true;
      wake();
      await collected;
      const body = packed.end();
      if (!isGzip(body)) throw cannotUse("what it gave is not gzip");
      return { headers: { "content-encoding": "gzip" }, body };
    },
    drop: () => {
      isEnded = true;
      wake();
    },
  };
}

const cannotUse = (why: string): TypeError =>
  argumentError("InvalidArgument", `Cannot use gzip.compressChunks: ${why}`);
