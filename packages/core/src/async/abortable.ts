import { onAbort } from "./on-abort.ts";

/**
 * Waits for a promise, but no longer than until the signal fires; then it rejects with the signal's own reason. The
 * promise goes on by itself, and what becomes of it is of no interest any more.
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  let forget: (() => void) | undefined;
  try {
    return await new Promise((resolve, reject) => {
      // Also where the signal has fired: it is begun already and may reject, and processes end over what nobody takes.
      promise.then(resolve, reject);
      // The reason is the caller's own value and comes out untouched, whatever it is.
      if (signal.aborted) reject(signal.reason as Error);
      else forget = onAbort(signal, () => reject(signal.reason as Error));
    });
  } finally {
    forget?.();
  }
}
