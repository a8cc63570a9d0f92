import { isSfbulkError, openJob, WaitTimeoutError, withJob } from "@sfbulk/core";
import { describe, expect, test, vi } from "vitest";
import { connect, fault, jobId, jobReply, rejection, type Seen, scriptedAdapter } from "./scripted-adapter.ts";

const spec = { operation: "insert", object: "Account" } as const;
const opened = (): Response => jobReply({ state: "Open" });
const closed = (): Response => jobReply({ state: "Closed" });
const aborted = (): Response => jobReply({ state: "Aborted" });
const said = (seen: readonly Seen[]): string[] => seen.slice(1).map(({ init }) => new TextDecoder().decode(init.body));
const closing = '{"state":"Closed"}';
const aborting = '{"state":"Aborted"}';

describe("withJob", () => {
  test("closes the job when the work is done", async () => {
    const adapter = scriptedAdapter(opened(), closed());
    const { job, value } = await withJob(connect(adapter), spec, async (open) => await Promise.resolve(open.id));
    expect(value).toBe(jobId);
    expect(job.state).toBe("Closed");
    expect(said(adapter.seen)).toEqual([closing]);
  });

  test.each([
    [undefined, [aborting]],
    ["abort", [aborting]],
    ["close", [closing]],
    ["leave", []],
  ] as const)("after an error, onError %j sends %j, and the error comes out as it is", async (onError, expected) => {
    const adapter = scriptedAdapter(opened(), onError === "close" ? closed() : aborted());
    const error = new Error("line 7 is no good");
    const thrown = await rejection(
      withJob(
        connect(adapter),
        spec,
        () => {
          throw error;
        },
        onError === undefined ? {} : { onError },
      ),
    );
    expect(thrown).toBe(error);
    expect(said(adapter.seen)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ["an error", new Error("line 7 is no good")],
    ["a frozen one", Object.freeze(new Error("line 7 is no good"))],
    ["a string", "line 7 is no good"],
  ])("where the ending fails after %s, both come out, and nothing is written on it", async (_, error) => {
    const names = error instanceof Error ? Object.getOwnPropertyNames(error) : [];
    const adapter = scriptedAdapter(opened(), fault("InvalidUser", "not yours"));
    const thrown = await rejection(withJob(connect(adapter), spec, () => Promise.reject(error)));
    expect(thrown).toBeInstanceOf(AggregateError);
    expect(isSfbulkError(thrown)).toBe(true);
    expect(thrown).toMatchObject({
      name: "AggregateError",
      code: "EndingFailed",
      jobId,
      errors: [error, { name: "SalesforceError", exceptionCode: "InvalidUser", jobId }],
      message: `Cannot end job "${jobId}" after what was done with it had failed: cannot abort job "${jobId}": Salesforce answered InvalidUser: not yours; it had failed with: line 7 is no good`,
    });
    expect(thrown.cause).toBe(error);
    if (error instanceof Error) expect(Object.getOwnPropertyNames(error)).toEqual(names);
  });

  test("a signal that has fired does not skip the ending", async () => {
    const controller = new AbortController();
    const adapter = scriptedAdapter(opened(), aborted());
    const work = withJob(
      connect(adapter),
      spec,
      async (_, signal) =>
        await new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new Error("stopped")));
          controller.abort("the user has left");
        }),
      { signal: controller.signal },
    );
    expect(await rejection(work)).toMatchObject({ message: "stopped" });
    expect(said(adapter.seen)).toEqual([aborting]);
  });

  test("work that does not notice the signal is not done", async () => {
    const controller = new AbortController();
    const adapter = scriptedAdapter(opened(), aborted());
    const run = withJob(connect(adapter), spec, () => controller.abort("enough"), { signal: controller.signal });
    expect(await run.catch((error: unknown) => error)).toBe("enough");
    expect(said(adapter.seen)).toEqual([aborting]);
  });

  test("a job that the work ended itself is left as it is", async () => {
    const adapter = scriptedAdapter(opened(), aborted());
    const { job } = await withJob(connect(adapter), spec, async (open) => void (await open.abort()));
    expect(job.state).toBe("Aborted");
    expect(said(adapter.seen)).toEqual([aborting]);
  });

  test("the ending has a deadline", async () => {
    vi.useFakeTimers();
    try {
      const adapter = scriptedAdapter(opened(), async () => await new Promise(() => undefined));
      const run = rejection(withJob(connect(adapter), spec, () => 1, { endTimeout: 5000 }));
      await vi.advanceTimersByTimeAsync(5000);
      const error = await run;
      expect(error).toBeInstanceOf(WaitTimeoutError);
      expect(error).toMatchObject({
        name: "WaitTimeoutError",
        jobId,
        message: `Cannot close job "${jobId}": not done within 5000 ms`,
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test("refuses nonsense before anything is sent", async () => {
    const adapter = scriptedAdapter();
    const nonsense = "drop" as "leave";
    const work = (): number => 1;
    expect(await rejection(withJob(connect(adapter), spec, work, { onError: nonsense }))).toMatchObject({
      name: "TypeError",
      message: 'Cannot use onError "drop": expected one of close, abort, leave',
    });
    expect(await rejection(withJob(connect(adapter), spec, 1 as never))).toMatchObject({ name: "TypeError" });
    expect(await rejection(openJob(connect(adapter), spec, { atScopeEnd: nonsense }))).toMatchObject({
      message: 'Cannot use atScopeEnd "drop": expected one of close, abort, leave',
    });
    expect(adapter.seen).toEqual([]);
  });
});

describe("openJob", () => {
  test("is closed where its scope ends, once", async () => {
    const adapter = scriptedAdapter(opened(), closed());
    const job = await openJob(connect(adapter), spec);
    expect(job).toMatchObject({ id: jobId, state: "Open" });
    await job[Symbol.asyncDispose]();
    await job[Symbol.asyncDispose]();
    expect(said(adapter.seen)).toEqual([closing]);
  });

  test.each([
    ["abort", [aborting]],
    ["leave", []],
  ] as const)("atScopeEnd %j sends %j", async (atScopeEnd, expected) => {
    const adapter = scriptedAdapter(opened(), aborted());
    const job = await openJob(connect(adapter), spec, { atScopeEnd });
    await job[Symbol.asyncDispose]();
    expect(said(adapter.seen)).toEqual(expected);
  });

  test("closing twice at once sends once; what failed may be tried again", async () => {
    const adapter = scriptedAdapter(opened(), fault("InvalidUser", "not yours"), closed());
    const job = await openJob(connect(adapter), spec);
    const [one, other] = await Promise.all([rejection(job.close()), rejection(job.close())]);
    expect(one).toBe(other);
    expect((await job.close()).state).toBe("Closed");
    expect((await job.close()).state).toBe("Closed");
    await job[Symbol.asyncDispose]();
    expect(said(adapter.seen)).toEqual([closing, closing]);
  });
});
