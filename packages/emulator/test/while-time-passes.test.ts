import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { whileTimePasses } from "../src/conformance/cases/while-time-passes.ts";
import { createEmulator } from "../src/index.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A control that answers when it is told to, as one does that is far away or busy. */
function slowControl() {
  const { control } = createEmulator();
  const waiting: (() => void)[] = [];
  const advance = vi.fn(async () => await new Promise<void>((resolve) => waiting.push(resolve)));
  return { control: { ...control, advance }, advance, answer: (): void => waiting.shift()?.() };
}

test("a minute is asked for when the one before has been answered, however long that takes", async () => {
  const { control, advance, answer } = slowControl();
  let done: (said: string) => void = () => undefined;
  onTestFinished(() => done(""));
  const work = new Promise<string>((resolve) => (done = resolve));
  const all = whileTimePasses(control, async () => await work);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(advance).toHaveBeenCalledTimes(1);
  answer();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(advance).toHaveBeenCalledTimes(2);
  answer();
  done("done");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await all).toBe("done");
  expect(advance).toHaveBeenCalledTimes(2);
});

test.each(["resolves", "rejects"])("nothing is under way any more when it ends, where the work %s", async (how) => {
  const { control, advance, answer } = slowControl();
  const ended = vi.fn();
  const all = whileTimePasses(control, async () => {
    if (how === "rejects") throw new Error("It does not hold");
    return await Promise.resolve();
  }).then(ended, ended);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ended).not.toHaveBeenCalled();
  answer();
  await vi.advanceTimersByTimeAsync(10_000);
  await all;
  expect(ended).toHaveBeenCalledWith(how === "rejects" ? new Error("It does not hold") : undefined);
  expect(advance).toHaveBeenCalledTimes(1);
});

test("a control that fails ends it at once", async () => {
  const { control } = slowControl();
  const broken = { ...control, advance: async () => await Promise.reject<void>(new Error("The org is gone")) };
  const ended = vi.fn();
  let done = (): void => undefined;
  onTestFinished(() => done());
  const work = new Promise<void>((resolve) => (done = resolve));
  void whileTimePasses(broken, async () => await work).catch(ended);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ended).toHaveBeenCalledWith(new Error("The org is gone"));
});
