import { abortable } from "../async/abortable.ts";
import { concatenate } from "../bytes/concatenate.ts";
import type { Place } from "./body-room.ts";
import { RelayRefusal } from "./relay-refusal.ts";

/**
 * Reads the body of a request, which an adapter wants whole.
 *
 * @param timeout - How long it may take to come, in milliseconds: whoever sends a byte now and then holds no memory for ever.
 * @param place - Where its bytes are counted among those of all requests; the caller gives it back.
 * @throws RelayRefusal where it is longer than is allowed, comes too slowly, breaks off, or the others hold all the room.
 */
export async function readRelayBody(
  request: Request,
  maxBytes: number,
  timeout: number,
  place: Place,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const tooLong = new RelayRefusal(413, `its body has more than ${maxBytes} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLong;
  if (request.body === null) return undefined;
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = request.body.getReader();
  const time = AbortSignal.timeout(timeout);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await abortable(reader.read(), time);
      if (done) return concatenate(chunks, total);
      total += value.length;
      if (total > maxBytes) throw tooLong;
      if (!place.grow(value.length)) {
        throw new RelayRefusal(429, "it holds as many bytes of other requests as it may", { "retry-after": "1" });
      }
      chunks.push(value);
    }
  } catch (error) {
    const refusal = refusalOf(error, time, timeout);
    // Nobody waits for what a client that is refused says to this.
    reader.cancel(refusal).catch(() => undefined);
    throw refusal;
  }
}

function refusalOf(error: unknown, time: AbortSignal, timeout: number): RelayRefusal {
  if (error instanceof RelayRefusal) return error;
  if (time.aborted) return new RelayRefusal(408, `its body did not come within ${timeout} ms`);
  return new RelayRefusal(400, "its body broke off");
}
