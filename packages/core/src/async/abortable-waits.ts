import { onAbort } from "./on-abort.ts";

/** Waits as `abortable` does for one promise after another, with one listener at the signal for a million of them. */
export interface AbortableWaits {
  /** The next is waited for only when the one before has come. */
  readonly wait: <T>(promise: PromiseLike<T>) => Promise<T>;
  /** Takes the listener back. */
  readonly end: () => void;
}

/** Makes what waits for promises, but no longer than until the signal fires. */
export function abortableWaits(signal: AbortSignal | undefined): AbortableWaits {
  let giveUp: (() => void) | undefined;
  let forget: (() => void) | undefined;
  return {
    wait: async (promise) =>
      await new Promise((resolve, reject) => {
        promise.then(resolve, reject);
        giveUp = () => reject(signal?.reason as Error);
        if (signal?.aborted === true) giveUp();
        forget ??= onAbort(signal, () => giveUp?.());
      }),
    end: () => forget?.(),
  };
}
