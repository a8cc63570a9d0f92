import { turns } from "../async/turns.ts";
import { Damaged } from "./damaged.ts";
import { createUngzip } from "./ungzip-chunks.ts";

/** From how many compressed bytes on it gains to go through the connection's decompressor, which may be in a thread of its own. */
const large = 16 * 1024;

/**
 * Decompresses a whole gzip body, checking its checksum and its length. Lets others have their turn in between.
 *
 * @param maxBytes - How many bytes may come out. What is beyond is never held in memory.
 * @param decompress - What the connection brings for large ones. Default: pako.
 * @returns `undefined` where more would come out.
 * @throws Damaged with zlib's words for bytes that are cut or damaged.
 */
export async function ungzip(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
  decompress?: Decompress,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { push, isWhole } = createUngzip();
  const turnEnd = turns();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const isLarge = decompress !== undefined && bytes.length >= large;
  for await (const chunk of isLarge ? decompressed(bytes, decompress) : push(bytes)) {
    total += chunk.length;
    if (total > maxBytes) return undefined;
    chunks.push(chunk);
    const over = turnEnd();
    if (over !== undefined) await over;
  }
  if (!isLarge && !isWhole()) throw new Damaged("its gzip is damaged: unexpected end");
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  // Not by `concatenate`: shared with what a page loads at once, that would be a file of its own, and the first close of a page
  // on 3G would wait another half a second for its 152 bytes (`pnpm bench --only phone`).
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** What a connection's decompressor is; its own name stands in a room above. */
type Decompress = (chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) => AsyncIterable<Uint8Array<ArrayBuffer>>;

async function* decompressed(
  bytes: Uint8Array<ArrayBuffer>,
  decompress: Decompress,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  async function* once(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    yield bytes;
  }
  try {
    yield* decompress(once());
  } catch (error) {
    throw new Damaged(`its gzip is damaged: ${(error as Error).message}`);
  }
}
