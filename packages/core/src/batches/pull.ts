/** An item of a source, or its end: of an iterator or of a stream, whose types are not those of iterators in every runtime. */
export interface Item {
  readonly done?: boolean | undefined;
  readonly value?: unknown;
}

/**
 * Gives the next item of a source, one after another: at once where it is there already, so that a record costs no promise.
 * A load of a million records takes twice as long where each step of it awaits each of them.
 */
export type Pull = () => Item | Promise<Item>;

/** Tells what must be waited for, of whatever realm it is. */
export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** Gives an item that was taken once more, and then the others. */
export function pullWith(first: unknown, others: Pull): Pull {
  let isTaken = false;
  return () => {
    if (isTaken) return others();
    isTaken = true;
    return { value: first };
  };
}

/** Gives the items to what waits for each. */
export async function* itemsOf(next: Pull): AsyncGenerator<unknown, void, undefined> {
  for (let item = await next(); item.done !== true; item = await next()) yield item.value;
}
