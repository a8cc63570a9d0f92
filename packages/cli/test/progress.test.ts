import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Output } from "../src/output/output.ts";
import { type Progress, startProgress } from "../src/output/progress.ts";

// What a log has of it; what moves on a terminal is in the tests of the commands.

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function begin(): Promise<{ readonly progress: Progress; readonly lines: string[] }> {
  const lines: string[] = [];
  const output = { mode: "text", moves: false, note: (text: string) => void lines.push(text) } as unknown as Output;
  return { progress: await startProgress(output, "It begins"), lines };
}

const show = ({ show: show_ }: Progress, done: number, total: number): void =>
  show_({ done, total, facts: [`${done} of ${total}`] });

test("what comes in small pieces is a line for each tenth", async () => {
  const { progress, lines } = await begin();
  for (let done = 1; done <= 1000; done++) show(progress, done, 1000);
  expect(lines).toEqual([1, 101, 201, 301, 401, 501, 601, 701, 801, 901].map((done) => `${done} of 1000`));
});

test("and after a while; what begins anew is told", async () => {
  const { progress, lines } = await begin();
  show(progress, 1, 1000);
  show(progress, 2, 1000);
  vi.advanceTimersByTime(6000);
  show(progress, 3, 1000);
  show(progress, 0, 50);
  expect(lines).toEqual(["1 of 1000", "3 of 1000", "0 of 50"]);
});

test("few pieces are a line each", async () => {
  const { progress, lines } = await begin();
  for (const done of [1, 2, 3]) show(progress, done, 3);
  expect(lines).toEqual(["1 of 3", "2 of 3", "3 of 3"]);
});
