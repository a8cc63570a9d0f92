import { streamResponse } from "../wire/reply/plain-reply.ts";
import type { RawRequest } from "../wire/request/arrival.ts";
import { untilGone } from "./breakage.ts";
import type { FaultHandler } from "./scene.ts";

/** Sends the answer as slowly as the request was read; see {@link slowedBody}. */
export const slowLine: FaultHandler<"slow-line"> = async (fault, scene) => {
  const { status, headers, body } = scene.send(await scene.answer());
  if (body === null) return new Response(null, { status, headers });
  return streamResponse(status, headers, slowedBody(body, fault.bytesPerSecond, undefined));
};

/** Waits until the client has gone; what had to be read of the body, has been: see {@link readUpTo}. */
export const uploadStalled: FaultHandler<"upload-stalled"> = (_, scene) => untilGone(scene.arrival.signal);

/** In how many pieces the bytes of a second come. */
const piecesPerSecond = 20;

/**
 * Gives a body of which so many bytes come in a second. These are the computer's seconds, not the org's: a line that is
 * slow takes its time whatever the clock of the org says.
 */
export function slowedBody(
  body: ReadableStream<Uint8Array>,
  bytesPerSecond: number,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const pieceBytes = Math.max(1, Math.floor(bytesPerSecond / piecesPerSecond));
  let rest: Uint8Array = new Uint8Array(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        if (rest.length === 0) {
          const { done, value } = await reader.read();
          signal?.throwIfAborted();
          if (done) return controller.close();
          rest = value;
        }
        const piece = rest.slice(0, pieceBytes);
        rest = rest.subarray(pieceBytes);
        await new Promise<void>((resolve) => {
          timer = setTimeout(resolve, (piece.length / bytesPerSecond) * 1000);
        });
        signal?.throwIfAborted();
        controller.enqueue(piece);
      },
      async cancel(reason) {
        clearTimeout(timer);
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads so many bytes of a request's body, and leaves the rest where it is until the client has gone. */
export async function readUpTo({ body, signal }: RawRequest, bytes: number): Promise<void> {
  if (body === null) return;
  const reader = body.getReader();
  signal?.addEventListener("abort", () => void reader.cancel().catch(() => undefined), { once: true });
  for (let total = 0; total < bytes;) {
    const { done, value } = await reader.read();
    if (done) return;
    total += value.length;
  }
}
