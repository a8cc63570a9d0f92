import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LoadProgress } from "@sfbulk/core";
import { progressTeller } from "../src/operations/load-rows/options/load-progress.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const progress = (rowsRead: number): LoadProgress => ({
  phase: "adding",
  rowsRead,
  rowsSent: 0,
  rowsAccepted: 0,
  rowsProcessed: 0,
  rowsFailed: 0,
  bytes: 0,
  jobs: [],
});

test("it tells the first at once, then the latest when the time has come, and the last one always", () => {
  const told: number[] = [];
  const { tell, flush } = progressTeller(
    ({ rowsRead }) => void told.push(rowsRead),
    200,
    () => undefined,
  );
  tell(progress(1));
  tell(progress(2));
  tell(progress(3));
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(199);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([1, 3]);
  tell(progress(4));
  expect(told).toEqual([1, 3]);
  flush();
  expect(told).toEqual([1, 3, 4]);
  expect(vi.getTimerCount()).toBe(0);
});

test("nothing new is not told again, and after silence it tells at once", () => {
  const told: number[] = [];
  const { tell, flush } = progressTeller(
    ({ rowsRead }) => void told.push(rowsRead),
    200,
    () => undefined,
  );
  tell(progress(1));
  vi.advanceTimersByTime(1000);
  expect(vi.getTimerCount()).toBe(0);
  tell(progress(2));
  expect(told).toEqual([1, 2]);
  flush();
  flush();
  expect(told).toEqual([1, 2]);
});

test("what the listener throws goes to who can stop the load, from a timer too", () => {
  const failures: unknown[] = [];
  const broken = new Error("the screen is gone");
  const throwing = (): void => {
    throw broken;
  };
  const { tell } = progressTeller(throwing, 200, (error) => void failures.push(error));
  tell(progress(1));
  tell(progress(2));
  vi.advanceTimersByTime(200);
  expect(failures).toEqual([broken, broken]);
});
