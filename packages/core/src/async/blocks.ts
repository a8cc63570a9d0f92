import { turns } from "./turns.ts";

/** How many items a block has: to wait for each takes longer than to read it, and few are held. */
const itemsAtOnce = 256;

/** How many are given between two looks at the clock, which take as long as some of them. */
const itemsPerLook = 16;

/** Takes items that are made when they are asked for some at a time. Those before one that cannot be made are given first. */
export function* blocksOf<T>(items: Iterable<T>): Generator<readonly T[], void, undefined> {
  let block: T[] = [];
  try {
    for (const item of items) {
      if (block.push(item) < itemsAtOnce) continue;
      yield block;
      block = [];
    }
  } catch (error) {
    if (block.length > 0) yield block;
    throw error;
  }
  if (block.length > 0) yield block;
}

/**
 * Gives the items of blocks one by one, until the signal fires, and lets everything else have its turn in between. The next
 * block is asked for when all of one were given.
 *
 * It is an async generator whose `next` is answered here while a block has more. By itself, it would take 0.12 µs of the
 * processor longer for each item, and so would every other one that the item went through.
 *
 * @param open - Opens the blocks when the first item is asked for: what it takes may be loaded then.
 */
export function oneByOne<T>(
  open: () => Promise<AsyncIterable<readonly T[]>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  const turnEnd = turns();
  let block: readonly T[] = [];
  let at = 0;
  const items = (async function* (): AsyncGenerator<T, void, undefined> {
    try {
      for await (block of await open()) {
        for (at = 0; at < block.length;) {
          const over = turnEnd();
          if (over !== undefined) await over;
          signal?.throwIfAborted();
          yield block[at++] as T;
        }
      }
    } finally {
      block = [];
    }
  })();
  /** How many calls the generator has not answered: those that come meanwhile stand behind them. */
  let waiting = 0;
  const inTurn = async <R>(call: Promise<R>): Promise<R> => {
    waiting++;
    try {
      return await call;
    } finally {
      waiting--;
    }
  };
  const [next, end, fail] = [items.next.bind(items), items.return.bind(items), items.throw.bind(items)];
  return Object.assign(items, {
    next: (): Promise<IteratorResult<T, void>> =>
      waiting === 0 && at < block.length && at % itemsPerLook !== 0 && signal?.aborted !== true
        ? Promise.resolve({ done: false, value: block[at++] as T })
        : inTurn(next()),
    return: (value: void | PromiseLike<void>): Promise<IteratorResult<T, void>> => inTurn(end(value)),
    throw: (error: unknown): Promise<IteratorResult<T, void>> => inTurn(fail(error)),
  });
}
