import { onAbort } from "./on-abort.ts";

/**
 * Waits for a promise, but no longer than until the signal fires; then it rejects with the signal's own reason. The
 * promise goes on by itself, and what becomes of it is of no interest any more.
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  if (signal.aborted) {
    // It is begun already, and may reject: without this, nobody would have taken that, and processes end over it.
    promise.catch(() => undefined);
    signal.throwIfAborted();
  }
  let forget: (() => void) | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        // The reason is the caller's own value and comes out untouched, whatever it is.
        forget = onAbort(signal, () => reject(signal.reason as Error));
      }),
    ]);
  } finally {
    forget?.();
  }
}
