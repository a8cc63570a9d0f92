import { addBatches, type AddedBatch, type BatchJob, createJob, isLoadError, type RowSource } from "@sfbulk/core";
import { describe, expect, test, vi } from "vitest";
import type { AdapterInit } from "@sfbulk/core";
import { connect, fault, jobId, jobReply, json, rejection, scriptedAdapter } from "./scripted-adapter.ts";

const job: BatchJob = { id: jobId, contentType: "CSV" };
const created = (number: number): Response =>
  json({
    id: `7519H000001X${String(number).padStart(3, "0")}`,
    jobId,
    state: "Queued",
    stateMessage: null,
    createdDate: "2024-11-21T08:31:31.000+0000",
    systemModstamp: "2024-11-21T08:31:31.000+0000",
  });

/** The batches that the job has before the load: it was not created here, so it is asked for them once. */
const list = (): Response => json({ batchInfo: [] });

/** An org whose answers come when they are let through. */
function gatedOrg(): {
  readonly adapter: (url: string, init: AdapterInit) => Promise<Response>;
  readonly bodies: string[];
  readonly answer: (index: number) => void;
  readonly arrived: (count: number) => Promise<void>;
} {
  const bodies: string[] = [];
  const gates = new Map<number, (response: Response) => void>();
  let waiting: { readonly count: number; readonly done: () => void } | undefined;
  return {
    bodies,
    adapter: async (_, { method, body }) => {
      if (method === "GET") return list();
      const index = bodies.push(new TextDecoder().decode(body)) - 1;
      const response = new Promise<Response>((resolve) => gates.set(index, resolve));
      if (waiting !== undefined && bodies.length >= waiting.count) waiting.done();
      return await response;
    },
    answer: (index) => gates.get(index)?.(created(index)),
    arrived: async (count) =>
      await new Promise<void>((done) => {
        if (bodies.length >= count) done();
        else waiting = { count, done };
      }),
  };
}

describe("addBatches refuses before anything is sent", () => {
  test.each<[string, Partial<BatchJob>, unknown, object]>([
    ["expected CSV (a string, bytes", {}, 5, {}],
    ["expected CSV (a string, bytes", {}, null, {}],
    ["expected CSV (a string, bytes", {}, { LastName: "A" }, {}],
    ["add each archive by addBatch", { contentType: "ZIP_CSV" }, "A\n1\n", {}],
    ["Cannot use jobId", { id: "x" }, "A\n1\n", {}],
    ["Cannot use concurrency 0", {}, "A\n1\n", { concurrency: 0 }],
    ["Cannot use maxBytes 10000001", {}, "A\n1\n", { maxBytes: 10_000_001 }],
    ["Cannot use maxRecords 1.5", {}, "A\n1\n", { maxRecords: 1.5 }],
    ["Cannot use header []", {}, "A\n1\n", { header: [] }],
    ['Cannot use columns ["A","A"]', {}, [], { columns: ["A", "A"] }],
    ['Cannot use columns "A"', {}, [], { columns: "A" }],
    ["Cannot use added", {}, "A\n1\n", { added: [{ firstRow: 1 }] }],
    ["Cannot use onBatch", {}, "A\n1\n", { onBatch: 5 }],
    ["Cannot use columns with CSV", {}, "A\n1\n", { columns: ["A"] }],
    ["Cannot use header with records", {}, [{ A: 1 }], { header: ["A"] }],
    ["Cannot split a string for a JSON job", { contentType: "JSON" }, "A\n1\n", {}],
    ["Cannot split a string for a XML job", { contentType: "XML" }, new Uint8Array(2), {}],
  ])("%s", async (words, changes, source, options) => {
    const adapter = scriptedAdapter();
    const error = await rejection(addBatches(connect(adapter), { ...job, ...changes }, source as RowSource, options));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
    expect(adapter.seen).toHaveLength(0);
  });
});

test("a source that fails at its first item is no bad argument", async () => {
  const own = new TypeError("the file is not there");
  const source = (): Iterable<string> => ({
    [Symbol.iterator]: () => ({
      next: () => {
        throw own;
      },
    }),
  });
  const adapter = scriptedAdapter();
  const error = await rejection(addBatches(connect(adapter), job, source()));
  expect(error).toMatchObject({ name: "LoadError", added: [], nextRow: 1 });
  expect(error.cause).toBe(own);
});

describe("addBatches reads as fast as it sends", () => {
  test("never more batches on their way than concurrency, and no row read for the next", async () => {
    const org = gatedOrg();
    let read = 0;
    const source = function* (): Generator<object> {
      for (read = 1; read <= 9; read++) yield { A: read };
    };
    const told: number[] = [];
    const options = { concurrency: 2, maxRecords: 2, onBatch: ({ firstRow }: AddedBatch) => void told.push(firstRow) };
    const result = addBatches(connect(org.adapter), job, source(), options);
    await org.arrived(2);
    // A row more than the batches have tells that the second one is full.
    expect(read).toBe(5);
    expect(org.bodies).toEqual(["A\n1\n2\n", "A\n3\n4\n"]);
    org.answer(1);
    await org.arrived(3);
    expect(told).toEqual([3]);
    for (const [index, count] of [
      [0, 4],
      [2, 5],
    ] as const) {
      org.answer(index);
      await org.arrived(count);
    }
    org.answer(3);
    org.answer(4);
    const added = await result;
    expect(added.map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
      [1, 2],
      [3, 2],
      [5, 2],
      [7, 2],
      [9, 1],
    ]);
    expect(told).toEqual([3, 1, 5, 7, 9]);
  });
  test("a web stream is pulled, and cancelled with the reason of the signal, which is the cause, untouched", async () => {
    const org = gatedOrg();
    const controller = new AbortController();
    const reason = new Error("enough");
    let pulls = 0;
    let cancelled: unknown;
    const stream = new ReadableStream<Uint8Array>({
      pull: (sink) => sink.enqueue(new TextEncoder().encode(pulls++ === 0 ? "A\n" : "1\n")),
      cancel: (given) => void (cancelled = given),
    });
    const options = { concurrency: 1, maxRecords: 3, signal: controller.signal };
    const result = rejection(addBatches(connect(org.adapter), job, stream, options));
    await org.arrived(1);
    expect(pulls).toBeLessThan(9);
    controller.abort(reason);
    const error = await result;
    expect(error).toMatchObject({ name: "LoadError", code: "LoadStopped", added: [], nextRow: 1, jobId });
    expect(error.cause).toBe(reason);
    expect(isLoadError(reason)).toBe(false);
    expect(cancelled).toBe(reason);
  });
  test("a signal that has fired ends it at once", async () => {
    const reason = new Error("before");
    const adapter = scriptedAdapter();
    let cancelled: unknown;
    const stream = new ReadableStream<string>({ cancel: (given) => void (cancelled = given) });
    const options = { signal: AbortSignal.abort(reason) };
    const error = await rejection(addBatches(connect(adapter), job, stream, options));
    expect(error).toMatchObject({ name: "LoadError", added: [], nextRow: 1 });
    expect(error.cause).toBe(reason);
    expect(error.message).toBe(
      `Cannot add all rows to job "${jobId}": its signal fired; 0 batches are there, and row 1 is the first that is not known to be`,
    );
    expect(adapter.seen).toHaveLength(0);
    expect(cancelled).toBe(reason);
  });
});

describe("addBatches ends with the first failure", () => {
  test("also while the source waits for something that never comes", async () => {
    let returned = false;
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => {
        let turn = 0;
        return {
          next: async () => (turn++ === 0 ? { value: "A\n1\n2\n" } : await new Promise<never>(() => undefined)),
          return: async () => {
            returned = true;
            return await Promise.resolve({ done: true, value: undefined });
          },
        };
      },
    };
    const adapter = scriptedAdapter(list(), fault("InvalidJobState", "Closed"));
    const error = await rejection(addBatches(connect(adapter), job, source, { maxRecords: 1 }));
    expect(error).toMatchObject({ name: "LoadError", added: [], nextRow: 1, attempts: 1 });
    expect(error.cause).toMatchObject({ name: "SalesforceError", exceptionCode: "InvalidJobState" });
    expect(returned).toBe(true);
  });
  test.each<[string, Error]>([
    ["an error", new Error("disk")],
    ["a frozen one", Object.freeze(new Error("disk"))],
  ])("of the source: %s is the cause, and nothing is written on it", async (_, own) => {
    const names = Object.getOwnPropertyNames(own);
    const source = async function* (): AsyncGenerator<string> {
      yield await Promise.resolve("A\n1\n2\n3\n");
      throw own;
    };
    const adapter = scriptedAdapter(list(), created(1), created(2));
    const error = await rejection(addBatches(connect(adapter), job, source(), { maxRecords: 1 }));
    expect(error).toMatchObject({ name: "LoadError", nextRow: 3, added: [{ firstRow: 1 }, { firstRow: 2 }] });
    expect(error.cause).toBe(own);
    expect(error.message).toContain(": disk; 2 batches are there, and row 3 is the first that is not known to be");
    expect(Object.getOwnPropertyNames(own)).toEqual(names);
  });
  test("of a row in the middle: the batches before are there", async () => {
    const adapter = scriptedAdapter(list(), created(1));
    const error = await rejection(addBatches(connect(adapter), job, 'A\n1\n2\n3"\n', { maxRecords: 1 }));
    expect(error).toMatchObject({ name: "LoadError", nextRow: 2, cause: { name: "TypeError", code: "InvalidCsv" } });
    expect(error.message).toContain("line 4");
  });
  test("of onBatch, which is called for one batch at a time and waited for", async () => {
    const adapter = scriptedAdapter(list(), created(1), created(2), created(3));
    const calls: string[] = [];
    const own = new Error("full");
    const onBatch = async ({ firstRow }: AddedBatch): Promise<void> => {
      calls.push(`begin ${firstRow}`);
      await Promise.resolve();
      // On a busy machine the third is sent later.
      if (firstRow === 2) await vi.waitUntil(() => adapter.seen.length === 4, { timeout: 60_000 });
      calls.push(`end ${firstRow}`);
      if (firstRow === 2) throw own;
    };
    const error = await rejection(addBatches(connect(adapter), job, "A\n1\n2\n3\n", { maxRecords: 1, onBatch }));
    expect(error.cause).toBe(own);
    expect(calls).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
    // The third was on its way, and is there.
    expect(error).toMatchObject({ nextRow: 4 });
  });
});

test("each batch goes as addBatch sends it: compressed, under the version of its job", async () => {
  const adapter = scriptedAdapter(list(), created(1));
  const text = `A\n${"1\n".repeat(1000)}`;
  await addBatches(connect(adapter), { ...job, apiVersion: 58 }, text);
  const [, request] = adapter.seen;
  expect(request?.url).toContain("/services/async/58.0/");
  expect(request?.init.headers).toMatchObject({
    "content-type": "text/csv; charset=UTF-8",
    "content-encoding": "gzip",
  });
  expect(request?.init.body?.length).toBeLessThan(text.length / 10);
});

describe("addBatches knows which batches are not its own", () => {
  const sent = (adapter: ReturnType<typeof scriptedAdapter>): string[] =>
    adapter.seen.map(({ url, init }) => `${init.method} ${url.replace(/^.*\/68.0\/job/, "")}`);
  test("by asking once, before it sends anything", async () => {
    const adapter = scriptedAdapter(list(), created(1), created(2));
    const connection = connect(adapter);
    await addBatches(connection, job, "A\n1\n");
    await addBatches(connection, job, "A\n2\n");
    const path = `/${jobId}/batch`;
    expect(sent(adapter)).toEqual([`GET ${path}`, `POST ${path}`, `POST ${path}`]);
  });
  test("without asking, where it was created here", async () => {
    const adapter = scriptedAdapter(jobReply({ state: "Open" }), created(1));
    const connection = connect(adapter);
    const mine = await createJob(connection, { operation: "insert", object: "Account" });
    await addBatches(connection, { ...mine, apiVersion: 68 }, "A\n1\n");
    expect(sent(adapter)).toEqual(["POST ", `POST /${jobId}/batch`]);
  });
});
