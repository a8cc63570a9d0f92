import { addBatch, closeJob, type FetchAdapter } from "@sfbulk/core";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { retryDelay } from "../src/exchange/retry-delay.ts";
import {
  batchId,
  connect,
  inFakeTime,
  jobId,
  jobReply,
  json,
  page,
  rejection,
  scriptedAdapter,
  token,
} from "./scripted-adapter.ts";

const never: FetchAdapter = async () => await new Promise<never>(() => undefined);
const defaults = { baseDelay: 500, maxDelay: 30_000 };

describe("retryDelay", () => {
  test.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [7, 30_000],
    [5000, 30_000],
  ])("after failure %i it is a random part of %i ms", (failures, ceiling) => {
    expect(retryDelay(defaults, failures, null, 0, 0)).toBe(0);
    expect(retryDelay(defaults, failures, null, 0, 0.5)).toBe(
      Math.min(30_000, (500 * 2 ** Math.min(failures - 1, 30)) / 2),
    );
    expect(retryDelay(defaults, failures, null, 0, 1)).toBe(ceiling);
  });
  const now = Date.parse("Tue, 24 Nov 2026 12:00:00 GMT");
  test.each([
    ["7", 7000],
    ["0", 0],
    ["86400", 86_400_000],
    ["Tue, 24 Nov 2026 12:00:09 GMT", 9000],
    ["Tue, 24 Nov 2026 11:00:00 GMT", 0],
    ["Wed, 25 Nov 2026 12:00:00 GMT", 86_400_000],
  ])("Retry-After: %s is %i ms, whatever the dice say", (header, milliseconds) => {
    expect(retryDelay(defaults, 1, header, now, 0.123)).toBe(milliseconds);
  });
  test.each(["soon", "-5", "1e3", "", "2026-11-24"])("Retry-After: %j is no time", (header) => {
    expect(retryDelay(defaults, 1, header, now, 0.5)).toBe(250);
  });
});

describe("time", () => {
  // What is loaded when it is needed comes by no clock of the test's.
  beforeAll(async () => {
    await Promise.all([
      import("../src/operations/loading/batch-steps.ts"),
      import("../src/operations/loading/find-sent-batch.ts"),
    ]);
  });
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(1);
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("a default close that nobody answers ends after five attempts and a reading, and leaves no timer", async () => {
    const promise = rejection(closeJob(connect(never, { retry: {} }), jobId));
    await vi.advanceTimersByTimeAsync(6 * 30_000 + 500 + 1000 + 2000 + 4000);
    expect(await promise).toMatchObject({ name: "NetworkError", attempts: 5 });
    expect((await promise).message).toContain("no complete reply within 30000 ms (after 5 attempts)");
  });

  test("the time limit covers the body", async () => {
    const stalled = new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"id":'));
        },
      }),
    );
    const adapter = scriptedAdapter(stalled, jobReply());
    const promise = closeJob(connect(adapter, { attemptTimeout: 100 }), jobId);
    await vi.advanceTimersByTimeAsync(99);
    expect(adapter.seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await vi.runAllTimersAsync();
    await expect(promise).resolves.toMatchObject({ state: "Closed" });
  });

  test("Retry-After is waited for", async () => {
    const adapter = scriptedAdapter(page(429, { "retry-after": "7" }), jobReply());
    const promise = closeJob(connect(adapter, { retry: {} }), jobId);
    await vi.advanceTimersByTimeAsync(6999);
    expect(adapter.seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await expect(promise).resolves.toMatchObject({ state: "Closed" });
  });

  test("Retry-After is kept in full beyond our own longest pause", async () => {
    const adapter = scriptedAdapter(page(503, { "retry-after": "90" }), jobReply());
    const promise = closeJob(connect(adapter, { retry: {} }), jobId);
    await vi.advanceTimersByTimeAsync(89_999);
    expect(adapter.seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await expect(promise).resolves.toMatchObject({ state: "Closed" });
  });

  test.each([
    [{}, "121"],
    [{ maxRetryAfter: "5s" }, "6"],
  ])(
    "with %j, Retry-After: %s is more than a call waits: it gives up at once, and asks nobody early",
    async (retry, seconds) => {
      const adapter = scriptedAdapter(page(429, { "retry-after": seconds }));
      expect(await rejection(closeJob(connect(adapter, { retry: { ...retry, maxDelay: 0 } }), jobId))).toMatchObject({
        name: "ResponseError",
        retryAfter: Number(seconds) * 1000,
        message: expect.stringContaining(`asked to wait ${seconds} s`) as string,
      });
      expect(adapter.seen).toHaveLength(1);
    },
  );

  describe("while rows go up", () => {
    const rows = `Name\n${"x".repeat(31)}\n${"Acme\n".repeat(10_000)}`;
    const batch = (): Response =>
      json({
        id: batchId,
        jobId,
        state: "Queued",
        createdDate: "2026-11-24T12:00:00.000+0000",
        systemModstamp: "2026-11-24T12:00:00.000+0000",
      });
    const add = (adapter: FetchAdapter): Promise<unknown> => {
      const result = addBatch(
        connect(adapter, { attemptTimeout: 100, stallTimeout: 1000, gzip: false, retry: { attempts: 1 } }),
        { id: jobId, contentType: "CSV" },
        rows,
      );
      result.catch(() => undefined);
      return result;
    };

    test("time counts while nothing moves, however long it takes", async () => {
      const adapter: FetchAdapter = async (_url, { onSent }) => {
        for (let piece = 0; piece < 50; piece++) {
          await new Promise((resolve) => setTimeout(resolve, 999));
          onSent?.(1);
        }
        return batch();
      };
      const added = add(adapter);
      await vi.advanceTimersByTimeAsync(50 * 999);
      await expect(added).resolves.toMatchObject({ id: batchId });
    });

    test("a line that goes dead in the middle is noticed", async () => {
      const adapter = scriptedAdapter(
        async (_url, { onSent, signal }) =>
          await new Promise<Response>((_, reject) => {
            onSent?.(1);
            signal.addEventListener("abort", () => reject(signal.reason as Error));
          }),
        json({ batchInfo: [] }),
        json({ batchInfo: [] }),
      );
      const added = add(adapter);
      await vi.advanceTimersByTimeAsync(999);
      expect(adapter.seen).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(2);
      // Then it looks twice whether the batch is there.
      expect(await inFakeTime(rejection(added))).toMatchObject({ name: "NetworkError", code: "Stalled" });
    });

    test("where the adapter cannot tell, the limit follows the size", async () => {
      const takes = async (milliseconds: number): Promise<unknown> => {
        const adapter = scriptedAdapter(
          async (_url, { signal }) =>
            await new Promise<Response>((resolve, reject) => {
              const timer = setTimeout(() => resolve(batch()), milliseconds);
              signal.addEventListener("abort", () => {
                clearTimeout(timer);
                reject(signal.reason as Error);
              });
            }),
          json({ batchInfo: [] }),
          json({ batchInfo: [] }),
        );
        const added = add(adapter);
        return await inFakeTime(added).catch((error: unknown) => (error as { code: string }).code);
      };
      // 50 kB take 3.1 s on the slowest line that counts as alive.
      expect(await takes(4000)).toMatchObject({ id: batchId });
      expect(await takes(4300)).toBe("Stalled");
    });
  });

  const reasons: unknown[] = ["a word", new Error("mine"), undefined];
  test.each(reasons)("abort with %s: during an exchange, a pause, a body, a token, and before", async (reason) => {
    const waits: [string, () => Parameters<typeof connect>][] = [
      ["exchange", () => [never]],
      ["pause", () => [scriptedAdapter(page(429, { "retry-after": "20" })), { retry: {} }]],
      ["body", () => [scriptedAdapter(new Response(new ReadableStream()))]],
      ["token", () => [scriptedAdapter(), { accessToken: async () => await new Promise<string>(() => undefined) }]],
    ];
    for (const [, make] of waits) {
      const controller = new AbortController();
      const promise = closeJob(connect(...make()), jobId, { signal: controller.signal }).then(
        () => "resolved",
        (error: unknown) => ({ error }),
      );
      await vi.advanceTimersByTimeAsync(1);
      controller.abort(reason);
      expect(await promise).toEqual({ error: controller.signal.reason });
    }
    const adapter = scriptedAdapter();
    const signal = AbortSignal.abort(reason);
    await expect(closeJob(connect(adapter), jobId, { signal })).rejects.toBe(signal.reason);
    expect(adapter.seen).toHaveLength(0);
  });

  test("an adapter that rejects with an error of its own on the abort does not hide the reason", async () => {
    const controller = new AbortController();
    const adapter: FetchAdapter = async (_, { signal }) =>
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error(`own error with ${token}`)));
      });
    const promise = rejection(closeJob(connect(adapter), jobId, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(1);
    const reason = new Error("stop");
    controller.abort(reason);
    expect(await promise).toBe(reason);
  });

  test("a response that comes too late is let go", async () => {
    const cancel = vi.fn();
    let answer: (response: Response) => void = () => undefined;
    const adapter = scriptedAdapter(
      async () => await new Promise<Response>((resolve) => (answer = resolve)),
      jobReply(),
    );
    const promise = closeJob(connect(adapter, { attemptTimeout: 10 }), jobId);
    await vi.advanceTimersByTimeAsync(10);
    await vi.runAllTimersAsync();
    answer(new Response(new ReadableStream({ cancel })));
    await expect(promise).resolves.toMatchObject({ state: "Closed" });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  test("the caller's signal keeps no listener", async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    const remove = vi.spyOn(signal, "removeEventListener");
    const promise = closeJob(connect(scriptedAdapter(page(503), jobReply())), jobId, { signal });
    await vi.runAllTimersAsync();
    await promise;
    expect(add.mock.calls.length).toBeGreaterThan(0);
    expect(remove.mock.calls.length).toBe(add.mock.calls.length);
  });
});
