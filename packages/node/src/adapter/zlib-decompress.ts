import { promisify } from "node:util";
import { createGunzip, gunzip, type InputType, type ZlibOptions } from "node:zlib";
import { pipeThrough } from "./pipe-through.ts";

const gunzipInThread = promisify<InputType, ZlibOptions, Buffer<ArrayBuffer>>(gunzip);

/**
 * How many bytes zlib gives at a time. Each piece goes through the event loop and through all that is done with rows: an export
 * takes a fifth less than by pieces of 64 kB, and larger ones gain nothing more.
 */
const chunkSize = 256 * 1024;

/** How many bytes may come at once: what became of 10,000 rows has 400 kB. */
const maxWhole = 1024 * 1024;

/**
 * Decompresses gzip as it comes, by Node's own zlib in its thread pool: in a fraction of pako's time, and the event loop goes
 * on meanwhile. It fits `gzip: { decompress }` of a connection.
 *
 * {@link envConnection} and {@link sfConnection} use it by themselves.
 *
 * @param chunks - The compressed bytes, in pieces of any size.
 * @returns what comes of them, in pieces of 256 kB at most; of a single piece of bytes in one of up to 1 MB, for which memory is
 *   taken once.
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
export async function* zlibDecompress(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  const second = first.done === true ? first : await source.next();
  const whole = second.done === true && first.done !== true ? await gunzipWhole(first.value) : undefined;
  if (whole === undefined) yield* pipeThrough(resumed([first, second], source), createGunzip({ chunkSize }));
  else yield whole;
}

type Source = AsyncIterator<Uint8Array<ArrayBuffer>, void, undefined>;

/** Gives what was taken of a source, and what follows; the source ends where nobody reads on, wherever that is. */
async function* resumed(
  taken: readonly IteratorResult<Uint8Array<ArrayBuffer>, void>[],
  source: Source,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  try {
    for (const { done, value } of taken) {
      if (done === true) return;
      yield value;
    }
    yield* { [Symbol.asyncIterator]: () => source };
  } finally {
    await source.return?.();
  }
}

/**
 * Decompresses bytes into memory of the right size: gzip ends with the length of what it was made of.
 *
 * @returns `undefined` where that is too much at once, or something is wrong: then the stream is asked, whatever it says.
 */
async function gunzipWhole(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { length } = bytes;
  if (length < 18) return undefined;
  const size = new DataView(bytes.buffer, bytes.byteOffset + length - 4).getUint32(0, true);
  if (size > maxWhole) return undefined;
  try {
    // A byte more than there is: once it is full, zlib takes as much again.
    const whole = await gunzipInThread(bytes, { chunkSize: Math.max(size + 1, 64), maxOutputLength: size + 1 });
    return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
  } catch {
    return undefined;
  }
}
