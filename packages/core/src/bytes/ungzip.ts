import { turns } from "../async/turns.ts";
import { Damaged } from "./damaged.ts";
import { createUngzip } from "./ungzip-chunks.ts";

/**
 * Decompresses a whole gzip body, checking its checksum and its length. Lets others have their turn in between.
 *
 * @param maxBytes - How many bytes may come out. What is beyond is never held in memory.
 * @returns `undefined` where more would come out.
 * @throws Damaged with zlib's words for bytes that are cut or damaged.
 */
export async function ungzip(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { push, isWhole } = createUngzip();
  const turnEnd = turns();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  for (const chunk of push(bytes)) {
    total += chunk.length;
    if (total > maxBytes) return undefined;
    chunks.push(chunk);
    const over = turnEnd();
    if (over !== undefined) await over;
  }
  if (!isWhole()) throw new Damaged("its gzip is damaged: unexpected end");
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
