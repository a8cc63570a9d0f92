import { type JobProgress, WaitTimeoutError, waitForJob, watchJob } from "@sfbulk/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("watchJob", () => {
  test("reads the job with growing pauses while nothing changes, and tells of changes only", async () => {
    const { progress, seconds } = await watchAll([
      counts(2, 0),
      counts(2, 0),
      counts(2, 0),
      counts(1, 1),
      counts(1, 1),
      counts(0, 2),
      list(batch("Completed"), batch("Completed")),
    ]);
    expect(seconds).toEqual([0, 2, 5, 9.5, 11.5, 14.5]);
    expect(progress.map(({ batchesDone, rowsProcessed, apiCalls }) => [batchesDone, rowsProcessed, apiCalls])).toEqual([
      [0, 0, 1],
      [1, 100, 4],
      [2, 200, 7],
    ]);
    expect(progress[0]).toMatchObject({ rowsPerSecond: undefined, millisecondsLeft: undefined, batches: undefined });
    expect(progress[1]).toMatchObject({ rowsPerSecond: expect.closeTo(100 / 9.5) as number, millisecondsLeft: 9500 });
    expect(progress[2]).toMatchObject({
      millisecondsLeft: 0,
      batches: [{ state: "Completed" }, { state: "Completed" }],
    });
  });

  test("pauses grow to the longest", async () => {
    const same = Array.from({ length: 12 }, () => counts(1, 0));
    const { seconds } = await watchAll([...same, counts(0, 1), list(batch("Completed"))]);
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

  test("readings that fail are made again, up to five in a row", async () => {
    const lost = new TypeError("fetch failed");
    const once = { attempts: 1 };
    const failing = Array.from({ length: 4 }, () => lost);
    const adapter = scriptedAdapter(...failing, counts(0, 1), list(batch("Completed")));
    const watching = watchJob(connect(adapter, { retry: once }), jobId);
    const next = watching.next();
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await next).value).toMatchObject({ batches: [{ state: "Completed" }] });
    const hopeless = watchJob(connect(scriptedAdapter(...failing, lost), { retry: once }), jobId);
    const error = rejection(hopeless.next());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await error).toMatchObject({ name: "NetworkError", jobId });
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
  ])("says how the job stands when the time is over: %#", async (answer, why) => {
    const adapter = scriptedAdapter(...Array.from({ length: 9 }, () => answer));
    const wait = rejection(waitForJob(connect(adapter), jobId, { waitTimeout: "7s" }));
    await vi.advanceTimersByTimeAsync(7000);
    const error = await wait;
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ jobId, message: `Cannot wait for job "${jobId}" any longer than 7000 ms: ${why}` });
    expect(adapter.seen.every(({ init }) => init.method === "GET")).toBe(true);
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
