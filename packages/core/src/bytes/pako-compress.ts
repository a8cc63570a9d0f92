import { turns } from "../async/turns.ts";
import { gzipPacker } from "./gzip-packer.ts";

/** How many bytes are compressed at a time. */
const slice = 256 * 1024;

/** Compresses bytes with pako, so that the bytes are the same on every runtime. Lets others have their turn in between. */
export async function pakoCompress(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { push, end } = gzipPacker();
  const turnEnd = turns();
  for (let start = 0; start < bytes.length; start += slice) {
    push(bytes.subarray(start, start + slice));
    const over = turnEnd();
    if (over !== undefined) await over;
  }
  return end().body;
}
