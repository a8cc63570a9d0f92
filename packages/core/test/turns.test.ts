import { gunzipSync } from "node:zlib";
import { addBatches, queryResults } from "@sfbulk/core";
import { afterEach, expect, test, vi } from "vitest";
import { turns } from "../src/async/turns.ts";
import { pakoCompress } from "../src/bytes/pako-compress.ts";
import { ungzip } from "../src/bytes/ungzip.ts";
import { readRowResults } from "../src/replies/read-row-results.ts";
import { completed, firstResult, queryOrg } from "./query-org.ts";
import { connect, jobId, json, scriptedAdapter } from "./scripted-adapter.ts";

// Work that takes long lets everything else have its turn. Here every step is as long as a turn: the clock says so.

afterEach(() => {
  vi.restoreAllMocks();
});

/** Counts how often something else had its turn while work went on. */
async function othersDuring(work: () => Promise<unknown>): Promise<number> {
  let time = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
  let others = 0;
  let next: NodeJS.Immediate;
  const come = (): void => {
    others++;
    next = setImmediate(come);
  };
  next = setImmediate(come);
  try {
    await work();
    return others;
  } finally {
    clearImmediate(next);
  }
}

const bytes = new Uint8Array(4 * 1024 * 1024).map((_, index) => (index * 7919) % 251);

test("a turn is over by the clock, and not before", async () => {
  const turnEnd = turns();
  expect(turnEnd()).toBeUndefined();
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1000);
  await turnEnd();
  expect(turnEnd()).toBeUndefined();
});

/** How turns end where these are all that there is to end them by; how many messages are sent for it. */
async function messagesWith(globals: Readonly<Record<string, unknown>>): Promise<number> {
  let messages = 0;
  class Counted extends MessageChannel {
    constructor() {
      super();
      messages++;
    }
  }
  for (const [name, value] of Object.entries({ MessageChannel: Counted, ...globals })) vi.stubGlobal(name, value);
  vi.resetModules();
  try {
    const { turns: made } = await import("../src/async/turns.ts");
    const turnEnd = made();
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1000);
    await turnEnd();
    expect(turnEnd()).toBeUndefined();
    return messages;
  } finally {
    vi.unstubAllGlobals();
  }
}

test("a turn ends without a message where there is setImmediate, by one in a page, and by a timer where there is neither", async () => {
  expect(await messagesWith({})).toBe(0);
  expect(await messagesWith({ setImmediate: undefined })).toBe(1);
  expect(await messagesWith({ setImmediate: undefined, MessageChannel: undefined })).toBe(0);
});

test("those that share a turn and wait for it go on one after the other, with a turn of everything else between them", async () => {
  let time = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => time);
  const turnEnd = turns();
  time += 1000;
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let over = turnEnd(); over !== undefined; over = turnEnd()) await over;
    order.push(name);
    time += 1000;
  };
  const come = (): void => {
    if (order.at(-1) !== "another") order.push("another");
    if (order.length < 8) setImmediate(come);
  };
  setImmediate(come);
  await Promise.all(["first", "second", "third"].map(work));
  expect(order.filter((name, index) => name !== "another" || index > order.indexOf("first")).slice(0, 5)).toEqual([
    "first",
    "another",
    "second",
    "another",
    "third",
  ]);
});

test("the results of a batch wait for it", async () => {
  let time = performance.now();
  // By this clock the turn is over whenever somebody asks.
  vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
  let isRead = false;
  const text = '"Id","Success","Created","Error"\n';
  const reading = readRowResults({ kind: "text", text, bytes: new TextEncoder().encode(text) }).then(
    () => (isRead = true),
  );
  await vi.dynamicImportSettled();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(isRead).toBe(false);
  vi.restoreAllMocks();
  await reading;
  expect(isRead).toBe(true);
});

test("compression and decompression do, and what comes out is what went in", async () => {
  let packed = new Uint8Array(0);
  expect(await othersDuring(async () => (packed = await pakoCompress(bytes)))).toBeGreaterThan(8);
  expect(gunzipSync(packed).equals(bytes)).toBe(true);
  let plain: Uint8Array | undefined;
  expect(await othersDuring(async () => (plain = await ungzip(packed, bytes.length)))).toBeGreaterThan(8);
  expect(Buffer.from(plain ?? []).equals(bytes)).toBe(true);
  expect((await pakoCompress(new Uint8Array(0))).length).toBeGreaterThan(0);
});

test.each([
  ["an iterable of strings", () => Array.from({ length: 50 }, (_, index) => (index === 0 ? "Name\n" : "Acme\n"))],
  ["one string", () => `Name\n${"Acme and more\n".repeat(60_000)}`],
  ["bytes", () => new TextEncoder().encode(`Name\n${"Acme and more\n".repeat(60_000)}`)],
  ["records", () => Array.from({ length: 50 }, () => ({ Name: "Acme" }))],
])("addBatches of %s does", async (_, source) => {
  const batch = { id: "7519H000001XiCzQAK", jobId, state: "Queued" };
  const list = { batchInfo: [] };
  const date = "2026-02-12T15:43:48.000+0000";
  const answer = () => json({ ...batch, stateMessage: null, createdDate: date, systemModstamp: date }, 201);
  const adapter = scriptedAdapter(json(list), ...Array.from({ length: 400 }, () => answer));
  const work = async (): Promise<unknown> =>
    await addBatches(connect(adapter, { gzip: false }), { id: jobId, contentType: "CSV" }, source());
  expect(await othersDuring(work)).toBeGreaterThan(5);
});

test("the records of a query do, also where they come in one piece", async () => {
  const text = `"A"\n${'"some words"\n'.repeat(2000)}`;
  const adapter = queryOrg([completed(firstResult)], () => new Response(text));
  let count = 0;
  const work = async (): Promise<void> => {
    for await (const record of queryResults(connect(adapter), jobId)) count += record["A"] === "some words" ? 1 : 0;
  };
  expect(await othersDuring(work)).toBeGreaterThan(5);
  expect(count).toBe(2000);
});
