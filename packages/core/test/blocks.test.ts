import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { blocksOf, oneByOne } from "../src/async/blocks.ts";

/** What is done with a generator, whether or not it has answered what was done before. */
type Call = "next" | "return" | "throw" | "abort" | "wait";

/** Does these calls and tells what each brought, and what the source saw of it. */
async function told(
  make: (
    open: () => Promise<AsyncGenerator<readonly number[]>>,
    signal: AbortSignal,
  ) => AsyncGenerator<number, void, undefined>,
  source: readonly (readonly number[] | "fails")[],
  calls: readonly Call[],
): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const controller = new AbortController();
  const rows = make(async () => await Promise.resolve(blocks()), controller.signal);
  async function* blocks(): AsyncGenerator<readonly number[]> {
    try {
      for (const block of source) {
        await Promise.resolve();
        if (block === "fails") throw new Error("the source");
        yield block;
      }
    } finally {
      seen.push("the source has ended");
    }
  }
  const answers: Promise<unknown>[] = [];
  const tell = async (promise: Promise<unknown>): Promise<unknown> => {
    try {
      return await promise;
    } catch (error) {
      return { thrown: String(error) };
    }
  };
  for (const call of calls) {
    if (call === "next") answers.push(tell(rows.next()));
    else if (call === "return") answers.push(tell(rows.return()));
    else if (call === "throw") answers.push(tell(rows.throw("the caller")));
    else if (call === "wait") await Promise.all(answers);
    else {
      // Whoever is asked already may have looked at the signal, or not.
      await Promise.all(answers);
      controller.abort("the signal");
    }
  }
  seen.push(...(await Promise.all(answers)));
  return seen;
}

async function* plainly(
  open: () => Promise<AsyncIterable<readonly number[]>>,
  signal: AbortSignal,
): AsyncGenerator<number, void, undefined> {
  for await (const block of await open()) {
    for (const item of block) {
      signal.throwIfAborted();
      yield item;
    }
  }
}

describe("items of blocks, one by one", () => {
  const item = fc.nat(9);
  const block = fc.oneof(fc.array(item, { maxLength: 3 }), fc.array(item, { minLength: 30, maxLength: 40 }));
  const source = fc
    .tuple(fc.array(block, { maxLength: 4 }), fc.boolean())
    .map(([blocks, fails]): (readonly number[] | "fails")[] => (fails ? [...blocks, "fails"] : blocks));
  const call = fc.oneof(
    { weight: 20, arbitrary: fc.constant<Call>("next") },
    { weight: 6, arbitrary: fc.constant<Call>("wait") },
    { weight: 1, arbitrary: fc.constantFrom<Call>("return", "throw", "abort") },
  );

  test("whatever is called, and whether or not it has answered: as an async generator does it", async () => {
    await fc.assert(
      fc.asyncProperty(source, fc.array(call, { maxLength: 60 }), async (blocks, calls) => {
        expect(await told(oneByOne, blocks, calls)).toEqual(await told(plainly, blocks, calls));
      }),
      seeded(1000),
    );
  });

  test("nothing is begun before the first is asked for, and nothing where none ever is", async () => {
    let begun = false;
    const make = (): AsyncGenerator<number, void, undefined> =>
      oneByOne(async () => {
        begun = true;
        return await Promise.resolve(asyncOf([[1]]));
      }, undefined);
    await make().return();
    expect(begun).toBe(false);
    expect(await make().next()).toEqual({ done: false, value: 1 });
    expect(begun).toBe(true);
  });

  test("the next block is asked for when all of one were given", async () => {
    let asked = 0;
    const endless = async function* (): AsyncGenerator<readonly number[]> {
      for (;;) {
        asked++;
        yield await Promise.resolve([1, 2]);
      }
    };
    const rows = oneByOne(async () => await Promise.resolve(endless()), undefined);
    await rows.next();
    await rows.next();
    expect(asked).toBe(1);
    await rows.next();
    expect(asked).toBe(2);
    await rows.return();
  });

  test("everything else has its turn in between, by the clock", async () => {
    let looks = 0;
    // Whoever looks finds that his turn is over.
    vi.spyOn(performance, "now").mockImplementation(() => 1000 * ++looks);
    let others = 0;
    const come = (): void => {
      others++;
      next = setImmediate(come);
    };
    let next = setImmediate(come);
    for await (const _ of oneByOne(
      async () => await Promise.resolve(asyncOf([Array.from({ length: 640 })])),
      undefined,
    ));
    clearImmediate(next);
    vi.restoreAllMocks();
    expect(others).toBeGreaterThanOrEqual(40);
    // For one item in sixteen, and once more for the end of the next turn.
    expect(looks).toBeLessThan(100);
  });

  test("it is an async generator to whoever looks", () => {
    const rows = oneByOne(async () => await Promise.resolve(asyncOf([])), undefined);
    expect(Object.prototype.toString.call(rows)).toBe("[object AsyncGenerator]");
    expect(rows[Symbol.asyncIterator]()).toBe(rows);
  });
});

async function* asyncOf<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

describe("blocks of items", () => {
  test("they are given in their order, and few at a time", () => {
    const blocks = [...blocksOf(Array.from({ length: 600 }, (_, index) => index))];
    expect(blocks.map(({ length }) => length)).toEqual([256, 256, 88]);
    expect(blocks.flat()).toEqual(Array.from({ length: 600 }, (_, index) => index));
    expect([...blocksOf([])]).toEqual([]);
    expect([...blocksOf(Array.from({ length: 256 }))]).toHaveLength(1);
  });

  test("what was made before one that cannot be made is given first", () => {
    const items = function* (): Generator<number> {
      yield 1;
      yield 2;
      throw new Error("the third");
    };
    const blocks = blocksOf(items());
    expect(blocks.next().value).toEqual([1, 2]);
    expect(() => blocks.next()).toThrow("the third");
  });
});
