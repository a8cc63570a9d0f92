import { createGzip } from "node:zlib";
import { pipeThrough } from "./pipe-through.ts";
import { zlibLevel } from "./zlib-level.ts";

/** How many bytes zlib gives at a time: each piece goes through the event loop, and those of 16 kB, its default, keep that busy. */
const chunkSize = 64 * 1024;

/**
 * Compresses bytes into one gzip member as they come, by Node's own zlib in its thread pool: the event loop goes on reading
 * rows meanwhile. It fits `gzip: { compressChunks }` of a connection.
 *
 * {@link envConnection} and {@link sfConnection} use it by themselves.
 *
 * @param chunks - What to compress, in pieces of any size, which must not change afterwards.
 * @returns the compressed bytes, at level 4 as by {@link zlibCompress}, in pieces of 64 kB at most.
 * @throws what `chunks` throws, and what zlib says; in practice only where there is no memory.
 * @see https://nodejs.org/api/zlib.html#zlibcreategzipoptions
 * @example
 * ```ts
 * import { loadRows, zlibCompressChunks } from "@sfbulk/node";
 *
 * const compressed = { ...connection, gzip: { compressChunks: zlibCompressChunks } };
 * const spec = { operation: "insert", object: "Account" } as const;
 * await loadRows(compressed, spec, "Name\nAcme\n", { api: "2.0" });
 * ```
 */
export const zlibCompressChunks = (
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> =>
  pipeThrough(chunks, createGzip({ chunkSize, level: zlibLevel }));
