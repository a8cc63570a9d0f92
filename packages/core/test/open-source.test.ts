import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSource } from "../src/batches/sources/open-source.ts";

afterEach(() => void vi.restoreAllMocks());

const open = (source: unknown, signal?: AbortSignal): ReturnType<typeof openSource> =>
  openSource(source, signal, "source", true);

async function read(source: unknown, signal?: AbortSignal): Promise<unknown[]> {
  const { next, close } = open(source, signal);
  const items: unknown[] = [];
  try {
    for (let item = await next(); item.done !== true; item = await next()) items.push(item.value);
  } finally {
    close("read");
  }
  return items;
}

/** An iterator that gives what it is told to, in whatever way. */
const iteratorOf = (steps: readonly (() => unknown)[]): AsyncIterable<unknown> => {
  let place = 0;
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => (steps[place++]?.() ?? Promise.resolve({ done: true })) as Promise<IteratorResult<unknown>>,
    }),
  };
};

const records = [{ Name: "A" }, { Name: "B" }];

describe("what a source has at once is given at once", () => {
  // Else a turn may be over, and others have theirs.
  beforeEach(() => void vi.spyOn(performance, "now").mockReturnValue(0));
  test.each([
    ["an array", records],
    ["a generator", records.values()],
  ])("%s", (_, source) => {
    const { next } = open(source);
    expect([next(), next(), next()]).toMatchObject([{ value: records[0] }, { value: records[1] }, { done: true }]);
  });
  test("of what a function opens, all but the first", async () => {
    const { next } = open(() => records);
    expect(await next()).toEqual({ value: records[0], done: false });
    expect(next()).toEqual({ value: records[1], done: false });
  });
});

describe("what it promises is waited for", () => {
  const promised = records.map(async (record) => await Promise.resolve(record));
  test.each<[string, () => unknown]>([
    ["values of an array", () => promised],
    ["values of a function's array", () => () => promised],
    ["values of an iterator of its own", () => iteratorOf(promised.map((value) => async () => ({ value })))],
    ["steps that are thenables of no class", () => iteratorOf(records.map((value) => () => thenable({ value })))],
    ["steps that are there at once", () => iteratorOf(records.map((value) => () => ({ value })))],
  ])("%s", async (_, source) => {
    expect(await read(source())).toEqual(records);
  });
  test("and its failure comes out as it is", async () => {
    const own = new Error("no row");
    await expect(read([records[0], Promise.reject(own)])).rejects.toBe(own);
  });
  test("by one listener at the signal, which is taken back", async () => {
    const added = vi.spyOn(AbortSignal.prototype, "addEventListener");
    const removed = vi.spyOn(AbortSignal.prototype, "removeEventListener");
    const source = async function* (): AsyncGenerator<object> {
      for (let row = 0; row < 100; row++) yield await Promise.resolve({ row });
    };
    expect(await read(source(), new AbortController().signal)).toHaveLength(100);
    expect(added).toHaveBeenCalledOnce();
    expect(removed).toHaveBeenCalledOnce();
  });
});

describe("a signal that fires", () => {
  const reason = new Error("enough");
  test("ends a source that waits for nothing, which is closed", () => {
    const controller = new AbortController();
    let isClosed = false;
    const source = function* (): Generator<object> {
      try {
        for (;;) yield { Name: "A" };
      } finally {
        isClosed = true;
      }
    };
    const { next, close } = open(source(), controller.signal);
    expect(next()).toMatchObject({ value: { Name: "A" } });
    controller.abort(reason);
    expect(next).toThrow(reason);
    close(reason);
    expect(isClosed).toBe(true);
  });
  test("ends the wait that there is, and what fails later has nobody to go to", async () => {
    const controller = new AbortController();
    let fail: ((error: Error) => void) | undefined;
    const stop = vi.fn<() => void>();
    const steps = [
      async () => await Promise.resolve({ value: records[0] }),
      async () => await new Promise<never>((_, reject) => (fail = reject)),
    ];
    const source = { [Symbol.asyncIterator]: () => ({ next: () => steps.shift()?.(), return: stop }) };
    const { next, close } = open(source, controller.signal);
    expect(await next()).toEqual({ value: records[0] });
    const waiting = next();
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    fail?.(new Error("too late"));
    close(reason);
    expect(stop).toHaveBeenCalledOnce();
  });
  test("while the source is asked ends the wait, too", async () => {
    const controller = new AbortController();
    const step = async (): Promise<never> => {
      controller.abort(reason);
      return await new Promise<never>(() => undefined);
    };
    await expect(read(iteratorOf([step]), controller.signal)).rejects.toBe(reason);
  });
  test("is not told of what has failed by itself: that needs no closing", async () => {
    const own = new Error("disk");
    const stop = vi.fn<() => void>();
    const failing = (next: () => unknown): object => ({ [Symbol.asyncIterator]: () => ({ next, return: stop }) });
    const ways = [
      async () => await Promise.reject(own),
      () => {
        throw own;
      },
    ];
    for (const way of ways) await expect(read(failing(way))).rejects.toBe(own);
    expect(stop).not.toHaveBeenCalled();
  });
});

/** As another library's promise may be. */
function thenable(value: unknown): PromiseLike<unknown> {
  const promise = Promise.resolve(value);
  // oxlint-disable-next-line unicorn/no-thenable
  return { then: (...how) => promise.then(...how) };
}
