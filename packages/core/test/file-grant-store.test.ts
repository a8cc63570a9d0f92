import { fileGrantStore, type GrantFiles, type StoredGrant } from "@sfbulk/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { takeLock } from "../src/sessions/stores/take-lock.ts";
import { rejection } from "./scripted-adapter.ts";

/** A disk that all processes share, on which each step takes a turn of the others, in an order that a seed decides. */
function makeDisk(seed: number): {
  files: Map<string, string>;
  process: (holder: string) => GrantFiles & { die: () => void };
} {
  const files = new Map<string, string>();
  const dead = new Set<string>();
  let state = seed;
  const random = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
  const process = (holder: string): GrantFiles & { die: () => void } => {
    const step = async <T>(work: () => T): Promise<T> => {
      for (let turns = Math.floor(random() * 4); turns >= 0; turns--) await Promise.resolve();
      // What a dead process does arrives nowhere.
      if (dead.has(holder)) return await new Promise<never>(() => undefined);
      return work();
    };
    return {
      holder,
      isGone: (other) => dead.has(other),
      read: async (name) => await step(() => files.get(name)),
      create: async (name, text) => await step(() => !files.has(name) && files.set(name, text).has(name)),
      replace: async (name, text) => await step(() => void files.set(name, text)),
      remove: async (name) => await step(() => void files.delete(name)),
      die: () => void dead.add(holder),
    };
  };
  return { files, process };
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the lock", () => {
  test.each(Array.from({ length: 200 }, (_, index) => index + 1))(
    "is nobody's twice, and outlives no dead one, wherever it died (seed %i)",
    async (seed) => {
      vi.spyOn(Math, "random").mockReturnValue(0);
      const { files, process: start } = makeDisk(seed);
      const [holding, done]: [Set<string>, string[]] = [new Set(), []];
      const processes = Array.from({ length: 6 }, (_, index) => start(`process ${index}`));
      // Half of them die: at a step of taking the lock, while they have it, or when they give it back.
      const mortal = processes.map((process, index) => {
        if (index % 2 === 1) return process;
        let steps = (seed * 7 + index * 3) % 11;
        const mayDie = <A extends unknown[], T>(work: (...all: A) => Promise<T>) => {
          return async (...all: A): Promise<T> => {
            const value = await work(...all);
            if (--steps === 0) {
              process.die();
              holding.delete(process.holder);
              return await new Promise<never>(() => undefined);
            }
            return value;
          };
        };
        return {
          ...process,
          read: mayDie(process.read),
          create: mayDie(process.create),
          replace: mayDie(process.replace),
          remove: mayDie(process.remove),
        };
      });
      const work = async (mine: GrantFiles): Promise<void> => {
        const release = await takeLock(mine, 60_000);
        expect([...holding]).toEqual([]);
        holding.add(mine.holder);
        for (let turn = 0; turn < 5; turn++) await mine.read("");
        holding.delete(mine.holder);
        await release();
        done.push(mine.holder);
      };
      const all = mortal.map(work);
      await Promise.all(all.filter((_, index) => index % 2 === 1));
      expect(done).toEqual(expect.arrayContaining(["process 1", "process 3", "process 5"]));
      expect([...files.keys()].filter((name) => name === ".lock").length).toBeLessThanOrEqual(1);
    },
  );

  test("of one whose life nobody can see is taken over when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const { files, process } = makeDisk(1);
    await takeLock(process("elsewhere"), 60_000);
    let isTaken = false;
    const taking = takeLock(process("here"), 60_000).then((release) => {
      isTaken = true;
      return release;
    });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(isTaken).toBe(false);
    await vi.advanceTimersByTimeAsync(3000);
    await (
      await taking
    )();
    expect([...files.keys()]).toEqual([]);
  });

  test("that something else has written is taken over when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const { files, process } = makeDisk(1);
    files.set(".lock", "");
    files.set(".lock.unknown-0", "{");
    const taking = takeLock(process("here"), 1000);
    await vi.advanceTimersByTimeAsync(3000);
    await (
      await taking
    )();
    expect([...files.keys()]).toEqual([]);
  });
});

describe("fileGrantStore", () => {
  const grant: StoredGrant = { revision: "1", refreshToken: "r" };

  test("puts a grant in the place of the one that is meant, once, however many try", async () => {
    const { files, process } = makeDisk(3);
    const stores = Array.from({ length: 5 }, (_, index) => fileGrantStore("the grant", process(`process ${index}`)));
    expect(await Promise.all(stores.map(async (store) => await store.read()))).toEqual(stores.map(() => undefined));
    const kept = await Promise.all(
      stores.map(async (store, index) => await store.replace(undefined, { ...grant, revision: `${index}` })),
    );
    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(await stores[0]?.read()).toEqual({ ...grant, revision: `${kept.indexOf(true)}` });
    expect([...files.keys()]).toEqual([""]);
  });

  test("what others of the process replace under the lock of one is done before it is given back", async () => {
    const { process } = makeDisk(5);
    const [one, other] = [fileGrantStore("one", process("one")), fileGrantStore("other", process("other"))];
    await one.replace(undefined, grant);
    let beside!: Promise<boolean>;
    await one.lock(async () => {
      beside = one.replace(grant, { ...grant, revision: "beside" });
      await Promise.resolve();
    }, 1000);
    const late = await other.replace(grant, { ...grant, revision: "late" });
    expect([await beside, late]).toEqual([true, false]);
  });

  test.each(["", "Name\nAcme", "{}", '{"revision":"1","refreshToken":""}', '{"revision":"1","refreshToken":"secret'])(
    "%j is no grant, which is said without what is in it",
    async (text) => {
      const { files, process } = makeDisk(1);
      files.set("", text);
      const error = await rejection(fileGrantStore('grant "x"', process("me")).read());
      expect(error).toMatchObject({ name: "SessionError", code: "GrantUnreadable" });
      expect(error.message).toBe('Cannot read grant "x": it is no grant of sfbulk; move it away and sign in again');
    },
  );

  test.each([null, 5, {}, { read: true }])("%j are no files", (files) => {
    expect(() => fileGrantStore("x", files as never)).toThrow(/^Cannot use files/);
  });
});
