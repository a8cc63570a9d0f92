import {
  type AnyJobInfo,
  type FetchAdapter,
  type JobChanges,
  runQuery,
  waitForIngestJob,
  waitForJob,
  waitForQueryJob,
  watchJob,
} from "@sfbulk/core";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { query } from "./query-job-org.ts";
import { connect, jobId, jobReply, json, page, rejection, scriptedAdapter, type Step } from "./scripted-adapter.ts";

// Whoever is told that a job has changed need not be asked for it again and again. What is told is never believed.

/** Something to listen to, by hand. */
function events(): { readonly changes: JobChanges; readonly tell: () => void; readonly log: string[] } {
  const log: string[] = [];
  let tell = (): void => undefined;
  return {
    log,
    tell: () => tell(),
    changes: (id, changed) => {
      log.push(`listens for ${id}`);
      tell = changed;
      return () => void log.push("ends");
    },
  };
}
/** An org that follows a script, and the seconds at which it was asked. */
function timed(...steps: readonly Step[]): { readonly adapter: FetchAdapter; readonly seconds: number[] } {
  const seconds: number[] = [];
  const adapter = scriptedAdapter(...steps);
  return {
    seconds,
    adapter: async (url, init) => {
      seconds.push(Date.now() / 1000);
      return await adapter(url, init);
    },
  };
}
const complete = (): Response => query();
const running = (): Response => query({ state: "InProgress" });
const batches = (): Response => json({ batchInfo: [] });
const advance = async (seconds: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(seconds * 1000));

// What waiting takes is loaded here: the tests' clock would run on meanwhile.
beforeAll(async () => {
  await waitForQueryJob(connect(scriptedAdapter(query())), jobId);
  await waitForJob(connect(scriptedAdapter(jobReply(), batches())), jobId);
});
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("changes", () => {
  test("have the job read at once, and only then is it known how it is", async () => {
    const { adapter, seconds } = timed(running, running, complete);
    const { changes, tell, log } = events();
    const wait = waitForQueryJob(connect(adapter), jobId, { changes });
    await advance(10);
    expect({ seconds, log }).toEqual({ seconds: [0], log: [`listens for ${jobId}`] });
    // Whatever was told, the job says that it goes on.
    tell();
    await advance(10);
    expect(seconds).toEqual([0, 10]);
    tell();
    await advance(0);
    expect((await wait).state).toBe("JobComplete");
    expect({ seconds, log }).toEqual({ seconds: [0, 10, 20], log: [`listens for ${jobId}`, "ends"] });
  });

  test("that nobody tells of are found all the same: looks are rare, and as the options say", async () => {
    const { adapter, seconds } = timed(running, running, running, complete);
    const wait = waitForQueryJob(connect(adapter), jobId, { changes: events().changes });
    await advance(600);
    await wait;
    expect(seconds).toEqual([0, 30, 75, 142.5]);
    const often = timed(running, running, complete);
    vi.setSystemTime(0);
    const soon = waitForQueryJob(connect(often.adapter), jobId, {
      changes: events().changes,
      minInterval: "2s",
      maxInterval: "2s",
    });
    await advance(600);
    await soon;
    expect(often.seconds).toEqual([0, 2, 4]);
  });

  test("told while the job is read are not lost: what was read may be from before", async () => {
    const { changes, tell } = events();
    const during = (): Response => {
      tell();
      return running();
    };
    const { adapter, seconds } = timed(during, complete);
    const wait = waitForQueryJob(connect(adapter), jobId, { changes });
    await advance(1);
    expect((await wait).state).toBe("JobComplete");
    expect(seconds).toEqual([0, 0.25]);
  });

  test("told a hundred times make no hundred calls", async () => {
    const { adapter, seconds } = timed(running, running, running, complete);
    const { changes, tell } = events();
    const wait = waitForQueryJob(connect(adapter), jobId, { changes });
    for (let count = 0; count < 100; count++) {
      tell();
      await advance(0.005);
    }
    expect(seconds).toEqual([0, 0.25, 0.5]);
    await advance(1);
    tell();
    await advance(0);
    await wait;
  });

  test("do not make an org be asked sooner than it said", async () => {
    const { adapter, seconds } = timed(page(503, { "retry-after": "20" }), complete);
    const { changes, tell } = events();
    const wait = waitForQueryJob(connect(adapter), jobId, { changes });
    await advance(5);
    tell();
    await advance(14);
    expect(seconds).toEqual([0]);
    await advance(1);
    await wait;
    expect(seconds).toEqual([0, 20]);
  });

  test("are no longer listened to when the time is over, the signal fires, or it fails", async () => {
    const { changes, tell, log } = events();
    const wait = rejection(waitForQueryJob(connect(timed(running).adapter), jobId, { changes, waitTimeout: "5s" }));
    await advance(5);
    expect((await wait).name).toBe("WaitTimeoutError");
    const stopping = new AbortController();
    const { signal } = stopping;
    const stopped = waitForQueryJob(connect(timed(running).adapter), jobId, { changes, signal }).catch(
      (error: unknown) => error,
    );
    await advance(1);
    stopping.abort("enough");
    expect(await stopped).toBe("enough");
    const odd = rejection(waitForQueryJob(connect(timed(page(404)).adapter), jobId, { changes }));
    await advance(1);
    expect((await odd).name).toBe("ResponseError");
    expect(log).toEqual(Array.from({ length: 3 }, () => [`listens for ${jobId}`, "ends"]).flat());
    // Late words are no harm.
    tell();
  });

  test.each([
    [
      "waitForIngestJob",
      (fetch: FetchAdapter, changes: JobChanges) => waitForIngestJob(connect(fetch), jobId, { changes }),
      [() => ingest("InProgress"), () => ingest("JobComplete")],
    ],
    [
      "waitForJob",
      (fetch: FetchAdapter, changes: JobChanges) => waitForJob(connect(fetch), jobId, { changes }),
      [() => jobReply({ numberBatchesQueued: 1 }), () => jobReply(), batches],
    ],
    [
      "watchJob",
      async (fetch: FetchAdapter, changes: JobChanges) => {
        for await (const { job } of watchJob(connect(fetch), jobId, { changes })) expect(job.id).toBe(jobId);
      },
      [() => jobReply({ numberBatchesQueued: 1 }), () => jobReply(), batches],
    ],
  ] as const)("of %s", async (_, wait, steps) => {
    const { adapter, seconds } = timed(...steps);
    const { changes, tell, log } = events();
    const done = wait(adapter, changes);
    await advance(3);
    tell();
    await advance(0);
    await done;
    expect(seconds.slice(0, 2)).toEqual([0, 3]);
    expect(log).toEqual([`listens for ${jobId}`, "ends"]);
  });

  test("of runQuery; how its job gets on is told, too", async () => {
    const { adapter, seconds } = timed(
      () => query({ state: "UploadComplete" }),
      running,
      // As it ended; as it is read; its pages: none; a page without rows; it is deleted.
      () => query({ state: "Failed", errorMessage: "no such column" }),
      () => query({ state: "Failed", errorMessage: "no such column" }),
    );
    const { changes, tell } = events();
    const states: string[] = [];
    const onProgress = (job: AnyJobInfo): void => void states.push(job.state);
    const run = rejection(runQuery(connect(adapter), "SELECT Id FROM Account", { changes, onProgress }).next());
    // The first time, what queries take is loaded.
    await vi.waitFor(() => expect(seconds).toHaveLength(2), 30_000);
    await advance(3);
    tell();
    await advance(0);
    expect((await run).message).toContain('the job is "Failed": no such column');
    expect(states).toEqual(["InProgress", "Failed"]);
  });

  test("must be a function that gives what ends it", async () => {
    const adapter = scriptedAdapter();
    const wait = (changes: unknown): Promise<Error> =>
      rejection(waitForQueryJob(connect(adapter), jobId, { changes: changes as JobChanges }));
    expect(await wait("soon")).toMatchObject({
      code: "InvalidArgument",
      message: 'Cannot use changes: expected a function, got "soon"',
    });
    expect(await wait(async () => undefined)).toMatchObject({
      code: "InvalidArgument",
      message: "Cannot use changes: expected it to return the function that ends the listening, got an object",
    });
    expect(adapter.seen).toEqual([]);
  });
});

const ingest = (state: string): Response => json({ ...JSON.parse(ingestText), state });
const ingestText = JSON.stringify({
  id: jobId,
  operation: "insert",
  object: "Account",
  createdDate: "2026-02-12T15:43:48.000+0000",
  systemModstamp: "2026-02-12T15:43:48.000+0000",
  apiVersion: 66,
});
