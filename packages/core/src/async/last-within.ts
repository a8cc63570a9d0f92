import { onAbort } from "./on-abort.ts";

/** Options of {@link lastWithin}. */
export interface LastWithinOptions<T> {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** Is told of each value. What it throws ends everything. */
  readonly onValue: ((value: T) => void) | undefined;
  /** Makes the error for when the time is over. It is given the last value. */
  readonly timeoutError: (last: T | undefined) => Error;
}

/**
 * Runs a generator to its end, but no longer than a time, and gives its last value.
 *
 * @param start - Begins the generator. It must give a value before it ends, and end when its signal fires.
 * @throws the signal's reason, the error for the time, and what the generator throws.
 */
export async function lastWithin<T extends object>(
  start: (signal: AbortSignal) => AsyncIterable<T>,
  { timeout, signal, onValue, timeoutError }: LastWithinOptions<T>,
): Promise<T> {
  const stopping = new AbortController();
  const values = start(stopping.signal);
  signal?.throwIfAborted();
  const forget = onAbort(signal, () => stopping.abort(signal?.reason));
  let last: T | undefined;
  // Our own timer: fake clocks do not move AbortSignal.timeout, and Node.js does not stay alive for it.
  const timer = setTimeout(() => stopping.abort(timeoutError(last)), timeout);
  try {
    for await (const value of values) {
      last = value;
      onValue?.(value);
    }
    return last as T;
  } finally {
    clearTimeout(timer);
    forget();
  }
}
