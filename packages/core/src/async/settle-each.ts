import { onAbort } from "./on-abort.ts";

const nothing = (): void => undefined;

/** Options of {@link settleEach}. */
export interface SettleEachOptions {
  /** How many items are worked on at a time. */
  readonly concurrency: number;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Works on the items of a source, some at a time, and gives the results in the order in which they come. It takes the
 * next item only when there is room for it and the consumer asks, so that neither items nor results pile up.
 *
 * When the consumer breaks off, or the signal fires, what is under way is told so by its own signal and waited for, and
 * the source is ended. When the source fails, what is under way goes on to its end.
 *
 * @param work - Must end soon after its signal has fired. What it rejects with ends everything.
 * @throws the signal's reason, and what the source or the work throws.
 */
export async function* settleEach<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  work: (item: T, signal: AbortSignal) => Promise<R>,
  { concurrency, signal }: SettleEachOptions,
): AsyncGenerator<R, void, undefined> {
  signal?.throwIfAborted();
  const items = iteratorOf(source);
  const stopping = new AbortController();
  const results: R[] = [];
  const underWay = new Set<Promise<void>>();
  let taking = false;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let sourceFailure: typeof failure;
  let wake = nothing;
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  const begin = (item: T): void => {
    const promise = work(item, stopping.signal)
      .then((result) => void results.push(result), fail)
      .finally(() => {
        underWay.delete(promise);
        wake();
      });
    underWay.add(promise);
  };
  const take = async (): Promise<void> => {
    const { done, value } = await items.next();
    if (done === true) ended = true;
    else if (!stopping.signal.aborted) begin(value);
  };
  const forget = onAbort(signal, () => fail(signal?.reason));
  try {
    for (;;) {
      if (failure !== undefined) throw failure.error;
      if (!ended && !taking && underWay.size < concurrency) {
        taking = true;
        take()
          .catch((error: unknown) => {
            ended = true;
            sourceFailure = { error };
          })
          .finally(() => {
            taking = false;
            wake();
          });
      }
      const result = results.shift();
      if (result !== undefined) yield result;
      else if (ended && underWay.size === 0) {
        if (sourceFailure === undefined) return;
        throw sourceFailure.error;
      }
      // Whatever happens next calls it, and nothing can have happened since the line above.
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    forget();
    stopping.abort(signal?.aborted === true ? signal.reason : new Error("No more is wanted"));
    await Promise.all(underWay);
    // A source that is just being asked may never answer: it is not waited for.
    if (!ended && !taking) await items.return?.();
  }
}

const iteratorOf = <T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> =>
  Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
