import { createGunzip } from "node:zlib";
import { pipeThrough } from "./pipe-through.ts";

/** How many bytes zlib gives at a time: each piece goes through the event loop, and those of 16 kB, its default, keep that busy. */
const chunkSize = 64 * 1024;

/**
 * Decompresses gzip as it comes, by Node's own zlib in its thread pool: in a fraction of pako's time, and the event loop goes
 * on meanwhile. It fits `gzip: { decompress }` of a connection.
 *
 * {@link envConnection} and {@link sfConnection} use it by themselves.
 *
 * @param chunks - The compressed bytes, in pieces of any size.
 * @returns what comes of them, in pieces of 64 kB at most.
 * @throws what zlib says of bytes that are damaged or cut, and what `chunks` throws.
 * @see https://nodejs.org/api/zlib.html#zlibcreategunzipoptions
 * @example
 * ```ts
 * import { queryJobResultsCsv, zlibDecompress } from "@sfbulk/node";
 *
 * const found = queryJobResultsCsv({ ...connection, gzip: { decompress: zlibDecompress } }, queryJobId);
 * for await (const rows of found) console.log(rows.length, "bytes");
 * ```
 */
export const zlibDecompress = (
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> => pipeThrough(chunks, createGunzip({ chunkSize }));
