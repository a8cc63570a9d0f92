import { describe, expect, onTestFinished, test } from "vitest";
import { abortable } from "../src/async/abortable.ts";
import { pool, type PoolOptions } from "../src/async/pool.ts";
import { rejection } from "./scripted-adapter.ts";

const options = (changes: Partial<PoolOptions> = {}): PoolOptions => ({
  concurrency: 2,
  order: "as they come",
  signal: undefined,
  ...changes,
});

/** Promises that are answered by hand, by number. */
function gates(): {
  readonly wait: (number: number) => Promise<number>;
  readonly open: (number: number) => void;
  readonly fail: (number: number, error: Error) => void;
} {
  interface Gate {
    readonly promise: Promise<number>;
    readonly resolve: (value: number) => void;
    readonly reject: (error: unknown) => void;
  }
  const all = new Map<number, Gate>();
  const gate = (number: number): Gate => {
    let resolve: (value: number) => void = () => undefined;
    let reject: (error: unknown) => void = () => undefined;
    const promise = new Promise<number>((yes, no) => ([resolve, reject] = [yes, no]));
    const one = all.get(number) ?? { promise, resolve, reject };
    all.set(number, one);
    return one;
  };
  return {
    wait: (number) => gate(number).promise,
    open: (number) => gate(number).resolve(number),
    fail: (number, error) => gate(number).reject(error),
  };
}

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** Counts rejections that nobody handles, until the test is finished. */
function countUnhandled(): () => Promise<number> {
  let count = 0;
  const listener = (): void => void count++;
  process.on("unhandledRejection", listener);
  onTestFinished(() => void process.off("unhandledRejection", listener));
  return async () => {
    await turn();
    return count;
  };
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

describe.each(["as they come", "source"] as const)("results in order: %s", (order) => {
  test("undefined is a result as any other", async () => {
    const results = pool([1, 2, 3], () => Promise.resolve(undefined), options({ order }));
    expect(await collect(results)).toEqual([undefined, undefined, undefined]);
  });

  test("never more than so many are under way or wait to be taken", async () => {
    let begun = 0;
    const results = pool(
      Array.from({ length: 9 }, (_, index) => index),
      (item) => (begun++, Promise.resolve(item)),
      options({ order, concurrency: 3 }),
    );
    expect((await results.next()).value).toBe(0);
    await turn();
    expect(begun).toBeLessThanOrEqual(4);
    expect(await collect(results)).toHaveLength(8);
  });

  test("a source that is being asked is ended too, and not waited for", async () => {
    let returned = 0;
    let asked = 0;
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => await (asked++ === 0 ? Promise.resolve({ value: 1 }) : new Promise<never>(() => undefined)),
        return: async () => {
          returned++;
          return await new Promise<never>(() => undefined);
        },
      }),
    };
    for await (const result of pool(source, (item) => Promise.resolve(item), options({ order }))) {
      expect(result).toBe(1);
      await turn();
      break;
    }
    expect([asked, returned]).toEqual([2, 1]);

    const controller = new AbortController();
    asked = 0;
    const waiting = collect(
      pool(source, (item) => Promise.resolve(item), options({ order, signal: controller.signal })),
    );
    await turn();
    controller.abort("enough");
    expect(await waiting.catch((error: unknown) => error)).toBe("enough");
    expect(returned).toBe(2);
  });

  test("an item that comes after the end is not begun", async () => {
    const { wait, open } = gates();
    let begun = 0;
    const source = async function* (): AsyncGenerator<number> {
      yield 1;
      yield await wait(2);
    };
    const results = pool(source(), (item) => (begun++, Promise.resolve(item)), options({ order }));
    await results.next();
    await turn();
    await results.return();
    open(2);
    await turn();
    expect(begun).toBe(1);
  });

  test("what fails lets those under way end, begins no more, and is thrown after what came before it", async () => {
    const { wait, open, fail } = gates();
    const begun: number[] = [];
    const seen: number[] = [];
    const own = new Error("three");
    let ended = false;
    const source = function* (): Generator<number> {
      try {
        for (let number = 1; ; number++) yield number;
      } finally {
        ended = true;
      }
    };
    const work = async (item: number): Promise<number> => {
      begun.push(item);
      return await wait(item);
    };
    const run = rejection(
      (async () => {
        for await (const one of pool(source(), work, options({ order, concurrency: 3 }))) seen.push(one);
      })(),
    );
    await turn();
    fail(3, own);
    await turn();
    open(1);
    await turn();
    open(2);
    expect(await run).toBe(own);
    expect(seen).toEqual(order === "source" ? [1, 2] : []);
    expect(begun).toEqual([1, 2, 3]);
    expect(ended).toBe(true);
  });

  test("a source that fails loses no result", async () => {
    const { wait, open } = gates();
    const own = new Error("the file ends in the middle");
    const source = function* (): Generator<number> {
      yield 1;
      throw own;
    };
    const seen: number[] = [];
    const run = rejection(
      (async () => {
        for await (const one of pool(source(), wait, options({ order }))) seen.push(one);
      })(),
    );
    await turn();
    open(1);
    expect(await run).toBe(own);
    expect(seen).toEqual([1]);
  });

  test("whatever rejects when nobody looks any more is no unhandled rejection", async () => {
    const unhandled = countUnhandled();
    const { wait, fail } = gates();
    const controller = new AbortController();
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => {
        let asked = 0;
        return {
          next: async () => (asked++ < 2 ? { value: asked } : await Promise.reject(new Error("source"))),
          return: async () => await Promise.reject(new Error("return")),
        };
      },
    };
    const run = collect(pool(source, wait, options({ order, concurrency: 3, signal: controller.signal })));
    await turn();
    controller.abort("enough");
    fail(2, new Error("two"));
    fail(1, new Error("one"));
    expect(await run.catch((error: unknown) => error)).toBe("enough");
    expect(await unhandled()).toBe(0);
  });

  test("what ending the source throws comes out where the consumer broke off, and hides no other error", async () => {
    const source = (): Iterable<number> => ({
      [Symbol.iterator]: () => ({
        next: () => ({ value: 1 }),
        return: () => {
          throw new Error("cannot close the file");
        },
      }),
    });
    const broken = async (): Promise<void> => {
      for await (const one of pool(source(), (item) => Promise.resolve(item), options({ order, concurrency: 1 }))) {
        expect(one).toBe(1);
        break;
      }
    };
    expect(await rejection(broken())).toMatchObject({ message: "cannot close the file" });
    const own = new Error("work");
    expect(await rejection(collect(pool(source(), () => Promise.reject(own), options({ order }))))).toBe(own);
  });
});

test("as they come: one that is slow holds up none; in the order of the source: it does", async () => {
  for (const [order, expected] of [
    ["as they come", [2, 1]],
    ["source", [1, 2]],
  ] as const) {
    const { wait, open } = gates();
    const run = collect(pool([1, 2], wait, options({ order })));
    await turn();
    open(2);
    await turn();
    open(1);
    expect(await run).toEqual(expected);
  }
});

test("a signal that has fired opens no source", async () => {
  let opened = false;
  const source = {
    [Symbol.iterator]: (): Iterator<number> => {
      opened = true;
      return [1][Symbol.iterator]();
    },
  };
  const run = collect(pool(source, (item) => Promise.resolve(item), options({ signal: AbortSignal.abort("before") })));
  expect(await run.catch((error: unknown) => error)).toBe("before");
  expect(opened).toBe(false);
});

test("abortable looks after a promise that rejects although the signal has fired", async () => {
  const unhandled = countUnhandled();
  const late = abortable(Promise.reject(new Error("late")), AbortSignal.abort("before"));
  expect(await late.catch((error: unknown) => error)).toBe("before");
  expect(await unhandled()).toBe(0);
});
