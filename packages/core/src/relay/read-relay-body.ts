import { concatenate } from "../bytes/concatenate.ts";
import { RelayRefusal } from "./relay-refusal.ts";

/**
 * Reads the body of a request, which an adapter wants whole.
 *
 * @throws RelayRefusal where it is longer than is allowed, or breaks off.
 */
export async function readRelayBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const tooLong = new RelayRefusal(413, `its body has more than ${maxBytes} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLong;
  if (request.body === null) return undefined;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  try {
    for await (const chunk of request.body) {
      total += chunk.length;
      if (total > maxBytes) throw tooLong;
      chunks.push(chunk);
    }
  } catch (error) {
    throw error === tooLong ? error : new RelayRefusal(400, "its body broke off");
  }
  return concatenate(chunks, total);
}
