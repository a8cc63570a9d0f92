import { addBatches, type AdapterInit, type AdapterResponse, type FetchAdapter, loadRows } from "@sfbulk/core";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { pause } from "../src/async/pause.ts";
import { uploadGate } from "../src/operations/loading/upload-gate.ts";
import { batchOrg } from "./batch-org.ts";
import { connect, inFakeTime, jobFields, jobId, json, rejection } from "./scripted-adapter.ts";

/** Lets in as many as the gate takes, and says how many that are. */
async function fill(gate: ReturnType<typeof uploadGate>): Promise<((hasStalled: boolean) => void)[]> {
  const leavers: ((hasStalled: boolean) => void)[] = [];
  const controllers = Array.from({ length: 20 }, () => new AbortController());
  const entries = controllers.map(async ({ signal }) => void leavers.push(await gate.enter(signal)));
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  for (const controller of controllers) controller.abort(new Error("enough"));
  await Promise.allSettled(entries);
  return leavers;
}

describe("uploadGate", () => {
  test("halves after a stall, down to one", async () => {
    const gate = uploadGate(8);
    const seen: number[] = [];
    for (let round = 0; round < 5; round++) {
      const leavers = await fill(gate);
      seen.push(leavers.length);
      // Those that stall at the same time are one stall.
      for (const leave of leavers) leave(true);
    }
    expect(seen).toEqual([8, 4, 2, 1, 1]);
  });

  /** How many there are at a time while none stalls, round by round. */
  const course = async (gate: ReturnType<typeof uploadGate>, rounds: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const leavers = await fill(gate);
      seen.push(leavers.length);
      for (const leave of leavers) leave(false);
    }
    return seen;
  };
  const stall = async (gate: ReturnType<typeof uploadGate>): Promise<void> => {
    for (const leave of await fill(gate)) leave(true);
  };

  test("opens by one after some rounds, up to what it was", async () => {
    const gate = uploadGate(4);
    await stall(gate);
    expect(await course(gate, 7)).toEqual([2, 2, 3, 3, 4, 4, 4]);
  });

  test("is slower to open after each stall, until it was as open as ever", async () => {
    const gate = uploadGate(4);
    await stall(gate);
    await stall(gate);
    expect(await course(gate, 13)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4]);
    await stall(gate);
    expect(await course(gate, 3)).toEqual([2, 2, 3]);
  });

  test("takes a stall of one alone for no reason to be slower", async () => {
    const gate = uploadGate(2);
    await stall(gate);
    await stall(gate);
    await stall(gate);
    expect(await course(gate, 3)).toEqual([1, 1, 2]);
  });

  test("who gives up waiting takes nobody's place", async () => {
    const gate = uploadGate(1);
    const leave = await gate.enter(undefined);
    const controller = new AbortController();
    const gone = rejection(gate.enter(controller.signal));
    const next = gate.enter(undefined);
    controller.abort(new Error("gone"));
    expect((await gone).message).toBe("gone");
    leave(false);
    expect(await next).toBeTypeOf("function");
  });

  test("who is let in and gives up at the same time gives the place on", async () => {
    const gate = uploadGate(1);
    const leave = await gate.enter(undefined);
    const controller = new AbortController();
    const gone = rejection(gate.enter(controller.signal));
    const next = gate.enter(undefined);
    controller.abort(new Error("gone"));
    leave(false);
    expect((await gone).message).toBe("gone");
    expect(await next).toBeTypeOf("function");
  });
});

describe("over a line that takes fewer uploads than are wanted", () => {
  beforeAll(async () => {
    await Promise.all([
      import("../src/operations/loading/batch-steps.ts"),
      import("../src/operations/loading/find-sent-batch.ts"),
      import("../src/operations/load-rows/run-load.ts"),
    ]);
  });
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  /**
   * A line on which nothing moves while more uploads are on their way than it takes; else each takes a second. It takes one
   * until so many have come through, and any number then.
   */
  function narrowLine(until: number) {
    const org = batchOrg();
    const seen: number[] = [];
    let underWay = 0;
    let arrived = 0;
    const upload = async (url: string, init: AdapterInit): Promise<AdapterResponse> => {
      seen.push(++underWay);
      try {
        for (let second = 0; second < 1;) {
          const isNarrow = underWay > (arrived < until ? 1 : Infinity);
          await pause(1000, init.signal);
          if (!isNarrow) second++;
        }
        arrived++;
        return await org.adapter(url, init);
      } finally {
        underWay--;
      }
    };
    const adapter: FetchAdapter = async (url, init) => {
      if (init.method === "POST" && url.endsWith("/batch")) return await upload(url, init);
      if (init.method === "GET" && url.endsWith(`/job/${jobId}`)) {
        const count = org.batches.length;
        return json(jobFields({ state: "Closed", numberBatchesTotal: count, numberBatchesCompleted: count }));
      }
      return await org.adapter(url, init);
    };
    return { org, seen, adapter };
  }

  const rows = 150;
  const csv = `Name\n${Array.from({ length: rows }, (_, index) => `Row ${index + 1}\n`).join("")}`;
  const connectTo = (adapter: FetchAdapter) =>
    connect(adapter, { stallTimeout: "20s", gzip: false, retry: { attempts: 8, baseDelay: 100, maxDelay: 100 } });
  const longestRun = (seen: readonly number[]): number =>
    Math.max(
      ...seen
        .join("")
        .split(/[^1]+/)
        .map((ones) => ones.length),
    );

  test("addBatches sends one at a time, then more again, and every row once", async () => {
    const { org, seen, adapter } = narrowLine(8);
    const job = { id: jobId, contentType: "CSV" } as const;
    const added = await inFakeTime(addBatches(connectTo(adapter), job, csv, { maxRecords: 1 }));
    expect(added).toHaveLength(rows);
    expect(new Set(org.batches.map(({ body }) => body)).size).toBe(rows);
    expect(seen.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(longestRun(seen)).toBeGreaterThan(4);
    expect(Math.max(...seen.slice(-8))).toBe(4);
    // What stalled was seldom tried.
    expect(seen.length).toBeLessThan(rows + 15);
  });

  test("loadRows does so too", async () => {
    const { org, seen, adapter } = narrowLine(40);
    const load = loadRows(connectTo(adapter), { operation: "insert", object: "Account" }, csv, {
      maxRecords: 1,
      fields: "send",
      onError: "leave",
      waitTimeout: 1000,
    });
    // What becomes of the batches is no matter here.
    await inFakeTime(load).catch(() => undefined);
    expect(org.batches).toHaveLength(rows);
    expect(longestRun(seen)).toBeGreaterThan(4);
    expect(seen.length).toBeLessThan(rows + 15);
  });
});
