import { onAbort } from "./on-abort.ts";

/**
 * Does something with each item, several at a time, and gives what came of it in the order of the items. No more than
 * `concurrency` of them are under way or wait to be taken, so that memory stays bounded however slow the taker is.
 *
 * @param work - Gets a signal that also fires when nobody takes any more.
 * @throws the first error in the order of the items.
 */
export async function* mapInOrder<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const controller = new AbortController();
  signal?.throwIfAborted();
  const forget = onAbort(signal, () => controller.abort(signal?.reason));
  const ahead: Promise<Result>[] = [];
  let next = 0;
  try {
    while (next < items.length || ahead.length > 0) {
      for (const item of items.slice(next, next + concurrency - ahead.length)) {
        const result = work(item, controller.signal);
        // Its turn to be reported comes later, or never, when another one has failed before.
        result.catch(() => undefined);
        ahead.push(result);
        next++;
      }
      const result = await (ahead.shift() as Promise<Result>);
      signal?.throwIfAborted();
      yield result;
    }
  } finally {
    forget();
    controller.abort(new Error("nobody takes the results any more"));
  }
}
