import { turns } from "../async/turns.ts";
import { concatenate } from "../bytes/concatenate.ts";
import { Damaged } from "../bytes/damaged.ts";
import { isGzip } from "../bytes/gzip.ts";
import type { Decompress } from "../connection/connection.ts";
import type { OpenResponse } from "./open-response.ts";

/** How many bytes are given at a time: an adapter may have all of them at once, and what is done with them takes long. */
const slice = 256 * 1024;

/**
 * Reads a body piece by piece: gunzip where it begins as gzip does, and bytes as they are otherwise.
 *
 * @param decompress - What the connection brings for it. Default: pako.
 * @throws Damaged where gzip is cut or changed, or fewer bytes came than the reply announced; what the adapter rejects
 *   with.
 */
export async function* decodeBody(
  { headers, read }: OpenResponse,
  decompress?: Decompress,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let received = 0;
  const take = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const bytes = await read();
    received += bytes?.length ?? 0;
    return bytes;
  };
  let bytes = await take();
  while (bytes !== undefined && bytes.length < 2) {
    const more = await take();
    if (more === undefined) break;
    bytes = concatenate([bytes, more], bytes.length + more.length);
  }
  // One byte of the two that gzip begins with: no text of Salesforce's does.
  if (bytes?.length === 1 && bytes[0] === 0x1f) throw new Damaged("its gzip is damaged: unexpected end");
  if (bytes !== undefined && isGzip(bytes) && decompress !== undefined) {
    yield* decompressed(bytes, take, decompress);
  } else if (bytes !== undefined && isGzip(bytes)) {
    // Loaded when the first such body comes: most runtimes decode by themselves.
    const { createUngzip } = await import("../bytes/gzip-steps.ts");
    const ungzip = createUngzip();
    for (; bytes !== undefined; bytes = await take()) yield* ungzip.push(bytes);
    if (!ungzip.isWhole()) throw new Damaged("its gzip is damaged: unexpected end");
  } else {
    const turnEnd = turns();
    for (; bytes !== undefined; bytes = await take()) {
      for (let start = 0; start < bytes.length; start += slice) {
        yield bytes.subarray(start, start + slice);
        const over = turnEnd();
        if (over !== undefined) await over;
      }
    }
    // Of a body that the runtime has decoded, this header tells the compressed length. A page does not see whether it was
    // decoded where the reply is another origin's; but gzip makes no body longer by more than this.
    const announced = headers.has("content-encoding") ? 0 : Number(headers.get("content-length") ?? 0);
    if (received + 64 + received / 1000 < announced) throw new Damaged(`it has ${received} of ${announced} bytes`);
  }
}

/** What does it does not know what else may break: an error of the adapter comes out as it was. */
async function* decompressed(
  first: Uint8Array<ArrayBuffer>,
  take: () => Promise<Uint8Array<ArrayBuffer> | undefined>,
  decompress: Decompress,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let broken: { readonly error: unknown } | undefined;
  async function* chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    try {
      for (let bytes: Uint8Array<ArrayBuffer> | undefined = first; bytes !== undefined; bytes = await take())
        yield bytes;
    } catch (error) {
      broken = { error };
      throw error;
    }
  }
  try {
    yield* decompress(chunks());
  } catch (error) {
    throw broken === undefined ? new Damaged(`its gzip is damaged: ${(error as Error).message}`) : broken.error;
  }
}
