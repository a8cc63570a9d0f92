/** How a connection breaks off. */
export type Breakage =
  /** Before any of the answer has come. */
  | { readonly after: "nothing" }
  /** After the headers and these bytes; then it is reset, or nothing more comes. */
  | { readonly after: Uint8Array<ArrayBuffer>; readonly end: "reset" | "stall" };

const breakages = new WeakMap<Response, Breakage>();

/** Tells how the connection of a response is to break off; `undefined` where it is not. */
export const breakageOf = (response: Response): Breakage | undefined => breakages.get(response);

/** What a client hears of a connection that was reset. */
export const connectionReset = (): Error => new Error("read ECONNRESET (by a fault of the emulator)");

/**
 * Makes a response whose connection breaks off. Whoever holds the connection (`emulator.fetch`, `listen`) sees to it;
 * elsewhere the body breaks, which is the most that a handler of requests can do.
 */
export function brokenResponse(breakage: Breakage, status = 200, headers: Headers = new Headers()): Response {
  const response = new Response(brokenBody(breakage), { status, headers });
  breakages.set(response, breakage);
  return response;
}

function brokenBody(breakage: Breakage): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (breakage.after === "nothing") return controller.error(connectionReset());
      if (!sent) {
        sent = true;
        return controller.enqueue(breakage.after);
      }
      if (breakage.end === "reset") return controller.error(connectionReset());
      // Nothing more comes until the reader cancels.
      return new Promise(() => {});
    },
  });
}

/** Waits until the client has gone; then it rejects with the signal's reason. Without a signal, it waits for ever. */
export async function untilGone(signal: AbortSignal | undefined): Promise<never> {
  signal?.throwIfAborted();
  return await new Promise<never>((_, reject) => {
    // The reason is the client's own value and comes out untouched, whatever it is.
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
