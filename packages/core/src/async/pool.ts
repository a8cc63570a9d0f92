import { onAbort } from "./on-abort.ts";

/** Options of {@link pool}. */
export interface PoolOptions {
  /** How many items are worked on, or done and not taken yet, at a time. */
  readonly concurrency: number;
  /** The order of the results: that of the items, or the one in which they are done. */
  readonly order: "source" | "as they come";
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
}

/** An item that was begun and whose result was not taken yet. */
interface Task<R> {
  outcome: { readonly value: R } | { readonly error: unknown } | undefined;
}

/**
 * Works on the items of a source, some at a time, and gives the results. It takes the next item only when there is room for
 * it and the consumer asks, so that neither items nor results pile up.
 *
 * After the first failure no item is begun; the error comes in its turn. When the consumer breaks off, the signal fires or
 * there is an error, what is under way is told so by its own signal and waited for, and the source is ended. When the
 * source itself fails, what is under way goes on to its end and is given before.
 *
 * @param work - Must end soon after its signal has fired.
 * @throws the signal's reason at once, and what the source or the work throws.
 */
export async function* pool<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  work: (item: T, signal: AbortSignal) => Promise<R>,
  { concurrency, order, signal }: PoolOptions,
): AsyncGenerator<R, void, undefined> {
  signal?.throwIfAborted();
  const items = iteratorOf(source);
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** The tasks in the order in which they are given. */
  const line: Task<R>[] = [];
  let begun = 0;
  let given = 0;
  let taking = false;
  let ended = false;
  let failed = false;
  let sourceFailure: { readonly error: unknown } | undefined;
  let brokenOff = false;
  let wake = nothing;

  const begin = (item: T): void => {
    const task: Task<R> = { outcome: undefined };
    const done = (outcome: Task<R>["outcome"]): void => {
      task.outcome = outcome;
      if (order === "as they come") line.push(task);
    };
    begun++;
    if (order === "source") line.push(task);
    const promise = work(item, stopping.signal)
      .then(
        (value) => done({ value }),
        (error: unknown) => {
          failed = true;
          done({ error });
        },
      )
      .finally(() => {
        underWay.delete(promise);
        wake();
      });
    underWay.add(promise);
  };
  const take = async (): Promise<void> => {
    taking = true;
    try {
      const { done, value } = await items.next();
      if (done === true) ended = true;
      else if (!stopping.signal.aborted) begin(value);
    } catch (error) {
      ended = true;
      sourceFailure = { error };
    } finally {
      taking = false;
      wake();
    }
  };
  const endSource = async (): Promise<void> => {
    if (!ended) await items.return?.();
  };

  const forget = onAbort(signal, () => wake());
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (!ended && !taking && !failed && begun - given < concurrency) void take();
      const outcome = line[0]?.outcome;
      if (outcome !== undefined) {
        line.shift();
        given++;
        if ("error" in outcome) throw outcome.error;
        brokenOff = true;
        yield outcome.value;
        brokenOff = false;
      } else if (ended && given === begun) {
        if (sourceFailure === undefined) return;
        throw sourceFailure.error;
      }
      // Whatever happens next calls it, and nothing can have happened since the lines above.
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    forget();
    stopping.abort(signal?.aborted === true ? signal.reason : new Error("No more is wanted"));
    const end = endSource();
    // Where there is an error already, a second one has nobody to go to.
    const quietEnd = end.catch(nothing);
    await Promise.all(underWay);
    // A source that is just being asked may never answer, and a signal is not kept waiting.
    if (!taking && signal?.aborted !== true) await (brokenOff ? end : quietEnd);
  }
}

const nothing = (): void => undefined;

const iteratorOf = <T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> =>
  Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
