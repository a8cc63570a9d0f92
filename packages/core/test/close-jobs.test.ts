import { closeJob, closeJobs, type CloseOutcome, toLongId } from "@sfbulk/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { connect, fault, jobReply, json, jobFields, rejection, scriptedAdapter } from "./scripted-adapter.ts";

const idOf = (number: number): string => toLongId(`7509H${String(number).padStart(10, "0")}`);
const idIn = (url: string): string => /job\/(\w+)$/.exec(url)?.[1] ?? "";

/** An org in which every job can be closed, and that counts how many requests are there at a time. */
function obligingOrg(delay = 0): { fetch: (url: string) => Promise<Response>; seen: string[]; most: () => number } {
  const seen: string[] = [];
  let now = 0;
  let most = 0;
  return {
    seen,
    most: () => most,
    fetch: async (url) => {
      seen.push(idIn(url));
      most = Math.max(most, ++now);
      await new Promise((resolve) => (delay === 0 ? queueMicrotask(() => resolve(0)) : setTimeout(resolve, delay)));
      now--;
      return json(jobFields({ id: idIn(url) }));
    },
  };
}

async function collect(outcomes: AsyncIterable<CloseOutcome>): Promise<CloseOutcome[]> {
  const all: CloseOutcome[] = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

describe("closeJobs", () => {
  test("many at a time under one signal make no runtime warn of a leak, and leave nothing behind", async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(AbortSignal.prototype, "addEventListener");
    const remove = vi.spyOn(AbortSignal.prototype, "removeEventListener");
    onTestFinished(() => {
      add.mockRestore();
      remove.mockRestore();
    });
    const org = obligingOrg(5);
    const ids = Array.from({ length: 60 }, (_, index) => idOf(index));
    const outcomes = await Promise.all([
      collect(closeJobs(connect(org.fetch), ids, { concurrency: 30, signal })),
      ...ids.map(async (id) => await closeJob(connect(org.fetch), id, { signal })),
    ]);
    expect(outcomes).toHaveLength(61);
    const events = [
      ...add.mock.contexts.map((one, index) => ({ one, by: 1, at: add.mock.invocationCallOrder[index] ?? 0 })),
      ...remove.mock.contexts.map((one, index) => ({ one, by: -1, at: remove.mock.invocationCallOrder[index] ?? 0 })),
    ].toSorted((one, other) => one.at - other.at);
    const listeners = new Map<unknown, number>();
    let most = 0;
    for (const { one, by } of events) {
      listeners.set(one, (listeners.get(one) ?? 0) + by);
      most = Math.max(most, listeners.get(one) ?? 0);
    }
    expect(listeners.has(signal)).toBe(true);
    // Node.js warns of more than ten.
    expect(most).toBe(1);
    expect(new Set(listeners.values())).toEqual(new Set([0]));
  });
  test("closes all of them, no more than so many at a time", async () => {
    const org = obligingOrg(1);
    const ids = Array.from({ length: 40 }, (_, index) => idOf(index));
    const outcomes = await collect(closeJobs(connect(org.fetch), ids, { concurrency: 5 }));
    expect(outcomes.map(({ jobId }) => jobId).toSorted()).toEqual(ids);
    expect(outcomes.every(({ outcome }) => outcome === "closed")).toBe(true);
    expect(org.most()).toBe(5);
  });

  test("gives outcomes as they come, so that a slow job holds up none", async () => {
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    const outcomes = closeJobs(
      connect(async (url) => {
        if (idIn(url) === idOf(0)) await slow;
        return json(jobFields({ id: idIn(url) }));
      }),
      [idOf(0), idOf(1), idOf(2)],
      { concurrency: 2 },
    );
    expect((await outcomes.next()).value).toMatchObject({ jobId: idOf(1) });
    expect((await outcomes.next()).value).toMatchObject({ jobId: idOf(2) });
    answer();
    expect((await outcomes.next()).value).toMatchObject({ jobId: idOf(0) });
    expect((await outcomes.next()).done).toBe(true);
  });

  test("a bad id and a refusal are outcomes, and hide nothing", async () => {
    const adapter = scriptedAdapter(fault("InvalidUser", "You cannot close this job"), jobReply({ id: idOf(2) }));
    const outcomes = await collect(closeJobs(connect(adapter), ["nonsense", idOf(1), idOf(2)], { concurrency: 1 }));
    expect(outcomes).toMatchObject([
      { jobId: "nonsense", outcome: "failed", error: { name: "TypeError" } },
      { jobId: idOf(1), outcome: "failed", error: { name: "SalesforceError", exceptionCode: "InvalidUser" } },
      { jobId: idOf(2), outcome: "closed" },
    ]);
  });

  test("takes ids only as it has room, also from an endless source, and ends the source", async () => {
    let taken = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) yield await Promise.resolve(idOf(taken++));
      } finally {
        ended = true;
      }
    }
    const org = obligingOrg();
    let got = 0;
    for await (const { outcome } of closeJobs(connect(org.fetch), endless(), { concurrency: 3 })) {
      expect(outcome).toBe("closed");
      if (++got === 10) break;
    }
    expect(taken).toBeLessThanOrEqual(14);
    expect(ended).toBe(true);
    const sent = org.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(org.seen.length).toBe(sent);
  });

  test("breaking off breaks off what is under way", async () => {
    const signals: AbortSignal[] = [];
    const outcomes = closeJobs(
      connect(async (url, { signal }) => {
        signals.push(signal);
        if (idIn(url) === idOf(0)) return json(jobFields({ id: idOf(0) }));
        return await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("broken off"))),
        );
      }),
      [idOf(0), idOf(1), idOf(2)],
      { concurrency: 3 },
    );
    await outcomes.next();
    await outcomes.return();
    expect(signals.slice(1).map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test("the signal ends it with its own reason, whatever it waits for", async () => {
    const controller = new AbortController();
    const outcomes = closeJobs(
      connect(async () => await new Promise(() => undefined)),
      [idOf(0)],
      {
        signal: controller.signal,
      },
    );
    const next = outcomes.next();
    controller.abort("enough");
    expect(await next.catch((error: unknown) => error)).toBe("enough");
    const waiting = closeJobs(
      connect(obligingOrg().fetch),
      { [Symbol.asyncIterator]: () => ({ next: never }) },
      {
        signal: AbortSignal.timeout(1),
      },
    );
    expect(await rejection(waiting.next())).toMatchObject({ name: "TimeoutError" });
  });

  test("a source that fails loses no outcome", async () => {
    function* failing(): Generator<string> {
      yield idOf(1);
      yield idOf(2);
      throw new Error("the file ends in the middle");
    }
    const seen: string[] = [];
    const run = async (): Promise<void> => {
      for await (const { jobId } of closeJobs(connect(obligingOrg(1).fetch), failing())) seen.push(jobId);
    };
    expect(await rejection(run())).toMatchObject({ message: "the file ends in the middle" });
    expect(seen.toSorted()).toEqual([idOf(1), idOf(2)]);
  });

  test("refuses what is no list of ids, and nonsense, when it is called", () => {
    const org = obligingOrg();
    expect(() => closeJobs(connect(org.fetch), idOf(1))).toThrow("Cannot use jobs: expected an array");
    expect(() => closeJobs(connect(org.fetch), [], { concurrency: 0 })).toThrow("Cannot use concurrency 0");
    expect(() => closeJobs(connect(org.fetch, { instanceUrl: "nonsense" }), [])).toThrow("Cannot use instanceUrl");
    expect(org.seen).toEqual([]);
  });
});

const never = async (): Promise<never> => await new Promise(() => undefined);
