import {
  type AdapterInit,
  type FetchAdapter,
  type JobProgress,
  NetworkError,
  WaitTimeoutError,
  waitForJob,
  watchJob,
} from "@sfbulk/core";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  batchId,
  connect,
  fault,
  jobId,
  jobReply,
  json,
  page,
  rejection,
  scriptedAdapter,
  type Step,
  token,
} from "./scripted-adapter.ts";

const batch = (state: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: batchId,
  jobId,
  state,
  stateMessage: null,
  createdDate: "2015-12-15T20:45:25.000+0000",
  systemModstamp: "2015-12-15T20:45:25.000+0000",
  numberRecordsProcessed: 1,
  ...changes,
});
const list = (...batches: unknown[]): Response => json({ batchInfo: batches });
const counts = (queued: number, completed: number, more: Record<string, unknown> = {}): Response =>
  jobReply({
    numberBatchesQueued: queued,
    numberBatchesCompleted: completed,
    numberBatchesTotal: queued + completed,
    numberRecordsProcessed: completed * 100,
    ...more,
  });

/** Lets the fake clock run until it is over, and gives what was read and at which seconds. */
async function watchAll(
  steps: readonly Step[],
  options: Parameters<typeof watchJob>[2] = {},
): Promise<{ progress: JobProgress[]; seconds: number[] }> {
  const started = Date.now();
  const progress: JobProgress[] = [];
  const seconds: number[] = [];
  const adapter = scriptedAdapter(...steps);
  const timed = connect(async (url, init) => {
    if (!url.endsWith("/batch")) seconds.push((Date.now() - started) / 1000);
    return await adapter(url, init);
  });
  const run = (async () => {
    for await (const step of watchJob(timed, jobId, options)) progress.push(step);
  })();
  const settled = run.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  await vi.advanceTimersByTimeAsync(600_000);
  const failure = await settled;
  if (failure !== undefined) throw failure.error;
  expect(adapter.seen.length).toBe(steps.length);
  return { progress, seconds };
}

// What waiting takes is loaded here: the tests' clock would run on meanwhile.
beforeAll(async () => {
  const adapter = scriptedAdapter(counts(0, 1), list(batch("Completed")));
  await waitForJob(connect(adapter), jobId, { acceptOpen: true });
});
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("watchJob", () => {
  test("reads the job early twice, then with growing pauses while nothing changes, and tells of changes only", async () => {
    const { progress, seconds } = await watchAll([
      counts(2, 0),
      counts(2, 0),
      counts(2, 0),
      counts(1, 1),
      counts(1, 1),
      counts(0, 2),
      list(batch("Completed"), batch("Completed")),
    ]);
    // Two early looks, then the pauses that grow, and begin anew after a change.
    expect(seconds).toEqual([0, 0.5, 1.5, 3.5, 5.5, 8.5]);
    expect(progress.map(({ batchesDone, rowsProcessed, apiCalls }) => [batchesDone, rowsProcessed, apiCalls])).toEqual([
      [0, 0, 1],
      [1, 100, 4],
      [2, 200, 7],
    ]);
    expect(progress[0]).toMatchObject({ rowsPerSecond: undefined, millisecondsLeft: undefined, batches: undefined });
    expect(progress[1]).toMatchObject({ rowsPerSecond: expect.closeTo(100 / 3.5) as number, millisecondsLeft: 3500 });
    expect(progress[2]).toMatchObject({
      millisecondsLeft: 0,
      batches: [{ state: "Completed" }, { state: "Completed" }],
    });
  });

  test("what is nearly done is looked at when it will be done at its pace, once that is known, and never every moment", async () => {
    const some = (done: number): Response => counts(100 - done, done);
    const { seconds } = await watchAll([
      ...[0, 10, 70, 99, 99, 99].map(some),
      counts(0, 100),
      list(batch("Completed")),
    ]);
    // 60 of 100 in a second: the other 30 in half a second, and some. What comes to a stop is not looked at any earlier.
    expect(seconds).toEqual([0, 0.5, 1.5, 2.05, 2.55, 5.55, 10.05]);
    // An open job may get more batches.
    const open = (done: number): Response => counts(100 - done, done, { state: "Open" });
    const opened = await watchAll([...[0, 10, 70, 99].map(open), counts(0, 100), list(batch("Completed"))]);
    expect(opened.seconds).toEqual([0, 0.5, 1.5, 3.5, 5.5]);
  });

  test("pauses grow to the longest", async () => {
    const same = Array.from({ length: 12 }, () => counts(1, 0));
    const { seconds } = await watchAll([...same, counts(0, 1), list(batch("Completed"))]);
    expect(seconds.at(-1)! - seconds.at(-2)!).toBe(30);
  });

  test("pauses grow from nothing, too", async () => {
    const same = Array.from({ length: 30 }, () => counts(1, 0));
    const { seconds } = await watchAll([...same, counts(0, 1), list(batch("Completed"))], { minInterval: 0 });
    expect(seconds.slice(0, 2)).toEqual([0, 0]);
    expect(seconds.at(-1)! - seconds.at(-2)!).toBe(30);
  });

  test("goes on while the job is open, unless told otherwise", async () => {
    const open = (): Response => counts(0, 1, { state: "Open" });
    const { progress } = await watchAll([open(), open(), counts(0, 1), list(batch("Completed"))]);
    expect(progress.map(({ job }) => job.state)).toEqual(["Open", "Closed"]);
    const accepted = await watchAll([open(), list(batch("Failed"))], { acceptOpen: true });
    expect(accepted.progress).toMatchObject([{ job: { state: "Open" }, batches: [{ state: "Failed" }] }]);
  });

  test("an open job without a batch is not finished", async () => {
    const { progress } = await watchAll(
      [counts(0, 0, { state: "Open" }), counts(0, 1, { state: "Open" }), list(batch("Completed"))],
      { acceptOpen: true },
    );
    expect(progress).toHaveLength(2);
  });

  test("NotProcessed ends the wait for an aborted job, however it is spelt", async () => {
    const { progress } = await watchAll([counts(0, 1, { state: "Aborted" }), list(batch("Not Processed"))]);
    expect(progress).toMatchObject([{ job: { state: "Aborted" }, batches: [{ state: "NotProcessed" }] }]);
  });

  test("a batch that was split into chunks is no failure, and the chunks are waited for", async () => {
    const parent = batch("NotProcessed");
    const chunk = { id: "7519H000001XiD0QAK" };
    const { progress } = await watchAll([
      counts(0, 1),
      list(parent),
      counts(1, 1),
      counts(0, 2),
      list(parent, batch("Completed", chunk)),
    ]);
    expect(progress.at(-1)?.batches).toMatchObject([{ state: "NotProcessed" }, { state: "Completed" }]);
  });

  test("an empty job that is closed is finished", async () => {
    const { progress } = await watchAll([counts(0, 0), json({ batchInfo: [] })]);
    expect(progress).toMatchObject([{ batchesTotal: 0, batches: [] }]);
  });

  describe("a look that fails", () => {
    const lost = (): Error => new TypeError("fetch failed");
    /** Watches for so many seconds, and gives when it looked, and what came of it. */
    const watchFor = async (
      seconds: number,
      step: (look: number) => Step,
      more: Parameters<typeof connect>[1] = {},
    ): Promise<{ readonly looks: number[]; readonly outcome: JobProgress | Error | undefined }> => {
      const looks: number[] = [];
      const started = Date.now();
      const adapter = scriptedAdapter(
        ...Array.from({ length: 1000 }, (_, look) => async (url: string, init: AdapterInit) => {
          looks.push((Date.now() - started) / 1000);
          const does = step(look);
          if (does instanceof Error) throw does;
          return typeof does === "function" ? await does(url, init) : does;
        }),
      );
      let outcome: JobProgress | Error | undefined;
      const controller = new AbortController();
      const { signal } = controller;
      const watching = watchJob(connect(adapter, more), jobId, { signal });
      const next = watching.next().then(
        ({ value }) => void (outcome = value as JobProgress),
        (error: unknown) => void (outcome ??= error as Error),
      );
      await vi.advanceTimersByTimeAsync(seconds * 1000);
      const came = outcome;
      controller.abort();
      await next;
      return { looks, outcome: came };
    };

    test("for the moment is made again, one attempt each, with growing pauses", async () => {
      const { looks, outcome } = await watchFor(60, (look) =>
        look < 4 ? lost() : look === 4 ? counts(0, 1) : list(batch("Completed")),
      );
      expect(outcome).toMatchObject({ batches: [{ state: "Completed" }] });
      expect(looks).toEqual([0, 3, 7.5, 14.25, 24.375, 24.375]);
    });

    test.each([
      ["a lost connection", lost],
      ["a page", () => page(503)],
      ["a reply that was cut", () => new Response('{"id":"75', { headers: { "content-type": "application/json" } })],
      ["an empty reply", () => new Response("")],
      [
        "a transient refusal",
        () => json([{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "ConcurrentRequests Limit exceeded." }], 403),
      ],
    ])("by %s, for five minutes, ends it, with since when", async (_, step) => {
      const { outcome, looks } = await watchFor(1000, step);
      expect(outcome).toMatchObject({ jobId, attempts: 1, isTransient: true });
      expect((outcome as Error).message).toMatch(
        /^Cannot read job "\w+": .*; every look has failed since 1970-01-01T00:00:00.000Z, for 3\d\d s$/,
      );
      expect(looks.at(-1)).toBeGreaterThanOrEqual(300);
      expect(looks.at(-1)).toBeLessThan(340);
      // A dead network costs few requests.
      expect(looks.length).toBeLessThan(20);
    });

    test("does not end it where others in between do not fail", async () => {
      let looks = 0;
      const adapter: FetchAdapter = async () => {
        if (++looks % 8 === 0) return counts(1, 0, { numberRecordsProcessed: looks });
        throw lost();
      };
      const told: number[] = [];
      const wait = rejection(
        waitForJob(connect(adapter), jobId, {
          waitTimeout: "40m",
          onProgress: ({ rowsProcessed }) => told.push(rowsProcessed),
        }),
      );
      await vi.advanceTimersByTimeAsync(2_400_000);
      expect(await wait).toMatchObject({ name: "WaitTimeoutError" });
      expect(told.length).toBeGreaterThan(10);
    });

    test.each([
      ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://login.example" } })],
      ["a refusal", () => fault("InvalidJob", "Unable to find object: job")],
      ["a used-up limit", () => json([{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests" }], 403)],
      ["a rejected session", () => fault("InvalidSessionId", "Invalid session id")],
      ["another job", () => jobReply({ id: "7509H0000016HP0QAM" })],
      ["a page of status 200", () => page(200)],
    ])("for good, by %s, ends it at once", async (_, step) => {
      const { looks, outcome } = await watchFor(1000, step);
      expect(looks).toEqual([0]);
      expect(outcome).toMatchObject({ isTransient: false });
      expect((outcome as Error).message).not.toContain("every look");
    });

    test("waits as long as the server asks", async () => {
      const busy = (look: number): Response => (look === 0 ? page(503, { "retry-after": "47" }) : counts(1, 0));
      expect((await watchFor(100, busy)).looks).toEqual([0, 47]);
      const closed = await watchFor(1000, () => page(503, { "retry-after": "301" }));
      expect(closed.looks).toEqual([0]);
      expect(closed.outcome).toMatchObject({ retryAfter: 301_000, status: 503 });
    });

    test("does not become a storm where somebody waits without pauses", async () => {
      const { looks } = await watchFor(1000, lost, {});
      expect(looks.length).toBeGreaterThan(5);
      const eager: number[] = [];
      const adapter: FetchAdapter = async () => {
        eager.push(Date.now());
        throw new TypeError("fetch failed");
      };
      for (const eagerness of [{ minInterval: 0 }, { minInterval: 0, maxInterval: 0 }]) {
        eager.length = 0;
        const wait = rejection(waitForJob(connect(adapter), jobId, { ...eagerness, waitTimeout: "10m" }));
        await vi.advanceTimersByTimeAsync(600_000);
        expect(await wait).toMatchObject({ name: "NetworkError" });
        expect(eager.length).toBeLessThan(30);
      }
    });

    test("has its session renewed within the look", async () => {
      let tokens = 0;
      const accessToken = (): string => `${token}${++tokens}`;
      const { looks, outcome } = await watchFor(
        10,
        (look) => (look === 0 ? fault("InvalidSessionId", "Invalid session id") : counts(1, 0)),
        { accessToken },
      );
      expect(outcome).toMatchObject({ job: { id: jobId } });
      expect(looks).toEqual([0, 0]);
    });

    test("for want of a token for the moment is made again, for good ends it", async () => {
      let asked = 0;
      const flaky = (): string => {
        if (++asked < 3) throw new NetworkError("Cannot reach the vault", { isTransient: true });
        return token;
      };
      expect((await watchFor(60, () => counts(1, 0), { accessToken: flaky })).outcome).toMatchObject({
        job: { id: jobId },
      });
      const gone = (): never => {
        throw new Error("signed out");
      };
      const { outcome, looks } = await watchFor(60, () => counts(1, 0), { accessToken: gone });
      expect(outcome).toMatchObject({ name: "SessionError", code: "NoAccessToken" });
      expect(looks).toEqual([]);
    });
  });

  describe("a job that has ended before its batches", () => {
    test.each(["Aborted", "Failed"])("%s: what still waits is not waited for", async (state) => {
      const { progress } = await watchAll([counts(1, 1, { state }), list(batch("Queued"), batch("Completed"))]);
      expect(progress).toMatchObject([{ job: { state }, batches: [{ state: "Queued" }, { state: "Completed" }] }]);
    });
    test.each(["Aborted", "Failed"])("%s: what is in progress is", async (state) => {
      const inProgress = { state, numberBatchesInProgress: 1 };
      const { progress } = await watchAll([
        counts(1, 0, inProgress),
        // The counts are behind.
        counts(1, 0, { state }),
        list(batch("Queued"), batch("InProgress")),
        counts(0, 1, { state }),
        list(batch("NotProcessed"), batch("Completed")),
      ]);
      expect(progress.at(-1)).toMatchObject({ batches: [{ state: "NotProcessed" }, { state: "Completed" }] });
    });
    test("one that is closed waits for what is queued", async () => {
      const { progress } = await watchAll([
        counts(1, 1),
        // The counts are before the list.
        counts(0, 2),
        list(batch("Queued"), batch("Completed")),
        counts(0, 2),
        list(batch("Completed"), batch("Completed")),
      ]);
      expect(progress.at(-1)?.batches).toMatchObject([{ state: "Completed" }, { state: "Completed" }]);
    });
  });

  test("a refusal ends it at once", async () => {
    const adapter = scriptedAdapter(fault("InvalidJob", "Unable to find object: job"));
    expect(await rejection(watchJob(connect(adapter), jobId).next())).toMatchObject({ name: "SalesforceError" });
  });

  test("the signal ends it in the middle of a pause", async () => {
    const controller = new AbortController();
    const watching = watchJob(connect(scriptedAdapter(counts(1, 0))), jobId, { signal: controller.signal });
    await watching.next();
    const next = watching.next().catch((error: unknown) => error);
    controller.abort("enough");
    expect(await next).toBe("enough");
  });

  test("refuses nonsense when it is called", () => {
    const connection = connect(scriptedAdapter());
    expect(() => watchJob(connection, "nonsense")).toThrow("Cannot use jobId");
    expect(() => watchJob(connection, jobId, { minInterval: -1 })).toThrow("Cannot use minInterval -1");
    expect(() => watchJob(connection, jobId, { minInterval: 9, maxInterval: 8 })).toThrow("Cannot use maxInterval 8");
  });
});

describe("waitForJob", () => {
  test("gives the finished job and its batches, and tells of progress on the way", async () => {
    const seen: number[] = [];
    const adapter = scriptedAdapter(counts(1, 0), counts(0, 1), list(batch("Completed")));
    const wait = waitForJob(connect(adapter), jobId, { onProgress: ({ batchesDone }) => seen.push(batchesDone) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await wait).toMatchObject({ job: { state: "Closed" }, batches: [{ state: "Completed" }], apiCalls: 3 });
    expect(seen).toEqual([0, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    [() => counts(0, 0, { state: "Open" }), "it is still open, so that it may be that nobody has closed it"],
    [() => counts(2, 1), 'it is "Closed", and 2 of its 3 batches are not done'],
    [async () => await new Promise<never>(() => undefined), "it could not be read"],
    [
      new TypeError("fetch failed"),
      'it could not be read; the last look failed: cannot read job "7509H0000016GUXQA2": no reply came (fetch failed)',
    ],
    [() => counts(1, 1, { state: "Mended" }), 'it is "Mended", and 1 of its 2 batches are not done'],
  ])("says how the job stands when the time is over: %#", async (answer, why) => {
    const adapter = scriptedAdapter(...Array.from({ length: 9 }, () => answer));
    const wait = rejection(waitForJob(connect(adapter), jobId, { waitTimeout: "7s" }));
    await vi.advanceTimersByTimeAsync(7000);
    const error = await wait;
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ jobId, message: `Cannot wait for job "${jobId}" any longer than 7000 ms: ${why}` });
    expect(adapter.seen.every(({ init }) => init.method === "GET")).toBe(true);
  });

  test("a batch in a state that nobody knows is not called done, and the counts are not held against it", async () => {
    const odd = Array.from({ length: 9 }, () => [counts(0, 2), list(batch("Completed"), batch("Resting"))]).flat();
    const wait = rejection(waitForJob(connect(scriptedAdapter(...odd)), jobId, { waitTimeout: "7s" }));
    await vi.advanceTimersByTimeAsync(7000);
    expect((await wait).message).toBe(
      `Cannot wait for job "${jobId}" any longer than 7000 ms: it is "Closed", and its batches are not all known to be done`,
    );
  });

  test("what onProgress throws ends it, and so does the signal", async () => {
    const adapter = scriptedAdapter(counts(1, 0));
    const onProgress = (): never => {
      throw new Error("the terminal is gone");
    };
    expect(await rejection(waitForJob(connect(adapter), jobId, { onProgress }))).toMatchObject({
      message: "the terminal is gone",
    });
    const signal = AbortSignal.abort("enough");
    expect(await waitForJob(connect(adapter), jobId, { signal }).catch((error: unknown) => error)).toBe("enough");
    expect(adapter.seen).toHaveLength(1);
  });

  test("a page in between does not end it", async () => {
    const adapter = scriptedAdapter(page(503), counts(0, 1), list(batch("Completed")));
    const wait = waitForJob(connect(adapter), jobId);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await wait).batches).toHaveLength(1);
  });
});
