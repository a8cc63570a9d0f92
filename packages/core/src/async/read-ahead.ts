import { onAbort } from "./on-abort.ts";

/** What is read ahead. */
export interface ReadAhead<T> {
  /** Gives all of it. */
  readonly items: () => AsyncGenerator<T, void, undefined>;
  /** Ends the reading. Whoever has begun one ends it, whatever happens. */
  readonly stop: () => Promise<void>;
}

/**
 * Begins to read at once, as far as the first item; what follows is read when it is asked for, so that no more is held than
 * that.
 *
 * @param open - Makes what is read, under a signal that also fires when the reading is ended.
 */
export function readAhead<T>(
  open: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
  signal: AbortSignal | undefined,
): ReadAhead<T> {
  const stopping = new AbortController();
  const release = onAbort(signal, () => stopping.abort(signal?.reason));
  if (signal?.aborted === true) stopping.abort(signal.reason);
  const opened = open(stopping.signal);
  const first = opened.next();
  // Why it failed is told to whoever reads it, and maybe nobody does.
  first.catch(() => undefined);
  return {
    items: async function* () {
      const { done, value } = await first;
      if (done === true) return;
      yield value;
      yield* opened;
    },
    stop: async () => {
      release();
      stopping.abort();
      await opened.return();
    },
  };
}
