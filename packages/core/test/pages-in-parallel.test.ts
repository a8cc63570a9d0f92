import { describe, expect, test } from "vitest";
import { pagesInParallel, type ParallelOptions } from "../src/async/pages-in-parallel.ts";

const block = (page: number, part: number): Uint8Array<ArrayBuffer> => new Uint8Array(10).fill(page * 16 + part);

/** Lets everything happen that can. */
const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** Pages that give blocks of ten bytes, and what was asked of them. */
function pagesOf(count: number, blocks: number, before: (page: number) => Promise<void> = () => Promise.resolve()) {
  const begun: number[] = [];
  const pulled = new Map<number, number>();
  const stopped: number[] = [];
  let isListEnded = false;
  async function* list(): AsyncGenerator<string, void> {
    try {
      for (let page = 0; page < count; page++) yield await Promise.resolve(String(page));
    } finally {
      isListEnded = true;
    }
  }
  async function* open(name: string, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const page = Number(name);
    begun.push(page);
    try {
      await before(page);
      for (let part = 0; part < blocks; part++) {
        pulled.set(page, part + 1);
        yield block(page, part);
      }
    } finally {
      if (signal.aborted) stopped.push(page);
    }
  }
  const run = (options: Partial<ParallelOptions>): AsyncGenerator<Uint8Array<ArrayBuffer>, void> =>
    pagesInParallel(list, open, { concurrency: 3, order: "source", bufferBytes: 50, signal: undefined, ...options });
  const ahead = (): number => [...pulled].reduce((sum, [page, parts]) => sum + (page === 0 ? 0 : parts), 0);
  return { run, begun, pulled, stopped, ahead, isListEnded: () => isListEnded };
}

/** A page that gives nothing until it is let. */
function gate(): { readonly wait: () => Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { wait: () => opened, open: () => open() };
}

describe("pages read in parallel", () => {
  test("those ahead are paused when the memory for them is spent, and go on", async () => {
    const first = gate();
    const pages = pagesOf(3, 100, (page) => (page === 0 ? first.wait() : Promise.resolve()));
    const run = pages.run({});
    const next = run.next();
    await settled();
    // 50 bytes, and a block of each that was asked for before they were spent.
    expect(pages.ahead()).toBeGreaterThanOrEqual(5);
    expect(pages.ahead()).toBeLessThanOrEqual(7);
    first.open();
    const all = [(await next).value];
    for await (const one of run) all.push(one);
    expect(all).toEqual([0, 1, 2].flatMap((page) => Array.from({ length: 100 }, (_, part) => block(page, part))));
  });

  test("none is begun while what is held is all that may be", async () => {
    const first = gate();
    const pages = pagesOf(40, 1, (page) => (page === 0 ? first.wait() : Promise.resolve()));
    const run = pages.run({});
    const next = run.next();
    await settled();
    expect(pages.begun.length).toBeLessThanOrEqual(1 + 7);
    first.open();
    await next;
    let count = 1;
    for await (const _ of run) count++;
    expect(count).toBe(40);
  });

  test("no more are read at a time than may be", async () => {
    const gates = gate();
    const pages = pagesOf(9, 1, () => gates.wait());
    const next = pages.run({ concurrency: 4 }).next();
    await settled();
    expect(pages.begun).toEqual([0, 1, 2, 3]);
    gates.open();
    await next;
  });

  test("in any order, none is kept waiting by the first, and nothing is held but a block of each", async () => {
    const first = gate();
    const pages = pagesOf(3, 100, (page) => (page === 0 ? first.wait() : Promise.resolve()));
    const run = pages.run({ order: "any", bufferBytes: 1000 });
    expect((await run.next()).value).toEqual(block(1, 0));
    await settled();
    expect(pages.pulled.get(1)).toBeLessThanOrEqual(2);
    expect(pages.pulled.get(2)).toBeLessThanOrEqual(1);
    first.open();
    let count = 1;
    for await (const _ of run) count++;
    expect(count).toBe(300);
  });

  test("a failure comes in its turn, and none is begun after it", async () => {
    const first = gate();
    const pages = pagesOf(9, 2, async (page) => {
      if (page === 0) await first.wait();
      if (page === 1) throw new Error("broken");
    });
    const run = pages.run({});
    const got: unknown[] = [];
    const reading = (async () => {
      for await (const one of run) got.push(one);
    })();
    await settled();
    first.open();
    await expect(reading).rejects.toThrow("broken");
    expect(got).toEqual([block(0, 0), block(0, 1)]);
    expect(pages.begun.length).toBeLessThanOrEqual(3);
    expect(pages.isListEnded()).toBe(true);
  });

  test("who breaks off has everything told so, and the list ended", async () => {
    const pages = pagesOf(9, 100);
    for await (const _ of pages.run({})) break;
    expect(pages.stopped.toSorted((one, other) => one - other)).toEqual(pages.begun);
    expect(pages.isListEnded()).toBe(true);
  });

  test("a list that fails does so after what it has named", async () => {
    async function* list(): AsyncGenerator<string, void> {
      yield await Promise.resolve("0");
      throw new Error("no list");
    }
    const open = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
      yield await Promise.resolve(block(0, 0));
    };
    const run = pagesInParallel(list, open, { concurrency: 3, order: "source", bufferBytes: 50 });
    const got: unknown[] = [];
    await expect(
      (async () => {
        for await (const one of run) got.push(one);
      })(),
    ).rejects.toThrow("no list");
    expect(got).toEqual([block(0, 0)]);
  });

  test("who breaks off while the list is asked for does not wait for its answer", async () => {
    async function* list(signal: AbortSignal): AsyncGenerator<string, void> {
      yield await Promise.resolve("0");
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("told"))));
    }
    const open = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
      yield await Promise.resolve(block(0, 0));
    };
    const got: unknown[] = [];
    for await (const one of pagesInParallel(list, open, { concurrency: 3, order: "source", bufferBytes: 50 })) {
      got.push(one);
      break;
    }
    expect(got).toEqual([block(0, 0)]);
  });

  describe("who asks for the turn of a page", () => {
    type Turn = () => Promise<void>;
    const names = async function* (): AsyncGenerator<string, void> {
      yield* await Promise.resolve(["0", "1"]);
    };
    const run = (
      order: "source" | "any",
      first: () => Promise<void>,
      second: (turn: Turn) => Promise<void>,
    ): AsyncGenerator<Uint8Array<ArrayBuffer>, void> =>
      pagesInParallel(
        names,
        async function* (name, _, turn) {
          yield block(Number(name), 0);
          await (name === "0" ? first() : second(turn));
          yield block(Number(name), 1);
        },
        { concurrency: 2, order, bufferBytes: 1000 },
      );

    test("has it when all before has been taken, and of the page itself what has come", async () => {
      const ended = gate();
      const got: unknown[] = [];
      let before: unknown[] | undefined;
      const reading = (async () => {
        for await (const one of run("source", ended.wait, async (turn) => {
          await turn();
          before = [...got];
          await turn();
        }))
          got.push(one);
      })();
      await settled();
      expect(before).toBeUndefined();
      ended.open();
      await reading;
      expect(before).toEqual([block(0, 0), block(0, 1), block(1, 0)]);
      expect(got).toHaveLength(4);
    });
    test("has it at once where nothing comes before", async () => {
      const ended = gate();
      const turns: string[] = [];
      const all = run("any", ended.wait, async (turn) => {
        await turn();
        turns.push("1");
        ended.open();
      });
      let count = 0;
      for await (const _ of all) count++;
      expect(count).toBe(4);
      expect(turns).toEqual(["1"]);
    });
    test("is not kept when everything ends", async () => {
      const ended = gate();
      let isOver = false;
      const all = run("source", ended.wait, async (turn) => {
        await turn();
        await turn();
        isOver = true;
      });
      await all.next();
      await settled();
      const over = all.return();
      ended.open();
      await over;
      expect(isOver).toBe(true);
    });
  });
});
