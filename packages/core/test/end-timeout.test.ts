import { loadRows, openJob, withJob } from "@sfbulk/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, fault, hurried, jobId, jobReply, rejection, scriptedAdapter, type Step } from "./scripted-adapter.ts";

// An ending that gets no answer ends all the same, when its time is over and not before.

const spec = { operation: "insert", object: "Account" } as const;
const opened = (): Response => jobReply({ state: "Open" });
const never: Step = async () => await new Promise(() => undefined);
const retry = { ...hurried, attempts: 1 };

/** The process's own: what is no timer goes on while the clock stands. */
const { setImmediate: turn } = globalThis;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Gives what a promise rejects with, and how many milliseconds after a request of its own, by its number. */
async function endOf(
  { seen }: ReturnType<typeof scriptedAdapter>,
  request: number,
  promise: Promise<unknown>,
): Promise<{ readonly error: Error; readonly after: number }> {
  const found: { readonly error: Error; readonly after: number }[] = [];
  let began = 0;
  const run = (async () => {
    const error = await rejection(promise);
    found.push({ error, after: Date.now() - began });
  })();
  while (seen.length < request) await new Promise((resolve) => turn(resolve));
  began = Date.now();
  while (found.length === 0 && Date.now() - began < 200_000) await vi.advanceTimersByTimeAsync(500);
  const [first] = found;
  if (first === undefined) throw new Error("It goes on after 200 s");
  await run;
  return first;
}

const notDone = (verb: string, milliseconds: number): object => ({
  name: "WaitTimeoutError",
  code: "EndTimeout",
  jobId,
  message: `Cannot ${verb} job "${jobId}": not done within ${milliseconds} ms`,
});

test.each([
  [undefined, 60_000],
  [5000, 5000],
  ["90s", 90_000],
] as const)("withJob and openJob with endTimeout %s wait %i ms", async (endTimeout, milliseconds) => {
  const options = endTimeout === undefined ? {} : { endTimeout };
  const limits = { retry, attemptTimeout: 150_000 };
  const first = scriptedAdapter(opened(), never);
  const work = await endOf(
    first,
    2,
    withJob(connect(first, limits), spec, () => 1, options),
  );
  expect(work.error).toMatchObject(notDone("close", milliseconds));
  expect(work.after).toBe(milliseconds);
  const second = scriptedAdapter(opened(), never);
  const job = await openJob(connect(second, limits), spec, options);
  const ending = await endOf(second, 2, job.abort());
  expect(ending.error).toMatchObject(notDone("abort", milliseconds));
  expect(ending.after).toBe(milliseconds);
});

test.each([
  [undefined, 60_000],
  [5000, 5000],
] as const)("a load that stops with endTimeout %s waits %i ms for its job to end", async (endTimeout, milliseconds) => {
  // A job that was just made has no batches that would have to be listed.
  const adapter = scriptedAdapter(opened(), fault("InvalidUser", "no"), never);
  const options = { fields: "send" as const, ...(endTimeout === undefined ? {} : { endTimeout }) };
  const connection = connect(adapter, { retry, attemptTimeout: 150_000 });
  const { error, after } = await endOf(adapter, 3, loadRows(connection, spec, "Name\nAcme\n", options));
  expect(error.message).toContain(`not done within ${milliseconds} ms`);
  expect(after).toBe(milliseconds);
});
