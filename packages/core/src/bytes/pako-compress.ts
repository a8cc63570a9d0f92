import { Deflate } from "pako";
import { turns } from "../async/turns.ts";

/** How many bytes are compressed at a time. */
const slice = 256 * 1024;

/** Compresses bytes with pako, so that the bytes are the same on every runtime. Lets others have their turn in between. */
export async function pakoCompress(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const deflate = new Deflate({ gzip: true });
  const turnEnd = turns();
  let start = 0;
  for (; start + slice < bytes.length; start += slice) {
    deflate.push(bytes.subarray(start, start + slice), false);
    const over = turnEnd();
    if (over !== undefined) await over;
  }
  deflate.push(bytes.subarray(start), true);
  if (deflate.err !== 0) throw new Error(`Cannot compress the body: ${deflate.msg}`);
  return deflate.result;
}
