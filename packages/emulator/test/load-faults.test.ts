import { connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createEmulator, type Emulator, type Fault } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { addCsv, call, errorOf, idIn, json, rest, restErrorOf, still } from "./call.ts";

// Faults that strike who loads and reads rows.

const names = async ({ control }: Emulator): Promise<unknown[]> =>
  (await control.records("Account")).map((record) => record["Name"]);

const lost = (emulator: Emulator, jobId: string, body: string): Promise<unknown> =>
  expect(addCsv(emulator, jobId, body)).rejects.toThrow(TypeError);

describe("a late arrival", () => {
  const late = (delay: number, more: Partial<Fault> = {}): Fault => ({
    kind: "late-arrival",
    delay,
    on: { operation: "addBatch" },
    ...(more as object),
  });

  test("is there after its delay, by the org's clock and at its own time, and is written down then", async () => {
    const emulator = still();
    const { control } = emulator;
    const { id } = await control.addJob();
    await control.fail(late(300));
    await lost(emulator, id, "Name\nLate\n");
    await control.advance(299);
    expect(await control.batches(id)).toEqual([]);
    expect(await control.exchanges()).toMatchObject([{ fault: "late-arrival", status: null, applied: false }]);
    await control.advance(1000);
    expect(await control.batches(id)).toMatchObject([
      { createdDate: "2026-02-12T12:00:00.300Z", state: "Completed", systemModstamp: "2026-02-12T12:00:00.800Z" },
    ]);
    expect(await control.exchanges()).toMatchObject([{ fault: "late-arrival", status: null, applied: true }]);
    expect(await names(emulator)).toEqual(["Late"]);
  });

  test("is seen by the next request too, and stands behind what was sent again meanwhile", async () => {
    let now = Date.parse("2026-02-12T12:00:00.000Z");
    const emulator = createEmulator({ now: () => now });
    const { id } = await emulator.control.addJob();
    await emulator.control.fail(late(300));
    await lost(emulator, id, "Name\nTwice\n");
    now += 100;
    await addCsv(emulator, id, "Name\nTwice\n");
    now += 250;
    const list = await call(emulator, `job/${id}/batch`);
    expect([...list.text.matchAll(/<createdDate>\S+T12:00:00(\.\d+)Z/g)].map(([, time]) => time)).toEqual([
      ".100",
      ".300",
    ]);
  });

  test("comes too late for a job that was closed meanwhile, and for a session that has ended", async () => {
    const emulator = still();
    const { control } = emulator;
    const closed = await control.addJob();
    const open = await control.addJob();
    await control.fail(late(300, { times: 2 }));
    await lost(emulator, closed.id, "Name\nA\n");
    await call(emulator, `job/${closed.id}`, { type: json, body: '{"state":"Closed"}' });
    await control.advance(300);
    expect(await control.batches(closed.id)).toEqual([]);
    await lost(emulator, open.id, "Name\nB\n");
    await control.expireToken(emulator.accessToken);
    await control.advance(300);
    expect(await control.batches(open.id)).toEqual([]);
  });

  test("of several, each comes at its time, whoever looks first; a reset forgets them", async () => {
    const emulator = still();
    const { control } = emulator;
    const { id } = await control.addJob();
    for (const delay of [900, 300, 600]) await control.fail(late(delay));
    for (const name of ["C", "A", "B"]) await lost(emulator, id, `Name\n${name}\n`);
    await control.advance(5000);
    const seen = await Promise.all([names(emulator), control.batches(id), call(emulator, `job/${id}/batch`)]);
    expect(seen[0]).toEqual(["A", "B", "C"]);
    expect(seen[1].map(({ createdDate }) => createdDate.slice(-4))).toEqual(["300Z", "600Z", "900Z"]);
    await control.fail(late(10));
    await lost(emulator, id, "Name\nD\n");
    await control.reset();
    await control.advance(1000);
    expect(await names(emulator)).toEqual([]);
  });

  test("of a body that was compressed, and of Bulk API 2.0", async () => {
    const emulator = still();
    const { control } = emulator;
    const { id } = await control.addIngestJob();
    await control.fail({ kind: "late-arrival", delay: 50, on: { operation: "uploadData" } });
    const stream = new Blob(["Name\nZipped\n"]).stream().pipeThrough(new CompressionStream("gzip"));
    const body = new Uint8Array(await new Response(stream).arrayBuffer());
    const sent = emulator.fetch(`${emulator.instanceUrl}/services/data/v68.0/jobs/ingest/${id}/batches`, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${emulator.accessToken}`,
        "content-type": "text/csv",
        "content-encoding": "gzip",
      },
      body,
    });
    await expect(sent).rejects.toThrow(TypeError);
    await control.advance(50);
    await rest(emulator, `jobs/ingest/${id}`, { method: "PATCH", body: { state: "UploadComplete" } });
    await control.advance(500);
    expect(await names(emulator)).toEqual(["Zipped"]);
  });
});

describe("a slow line", () => {
  afterEach(() => void vi.useRealTimers());

  test("takes its time up and down, and loses nothing", async () => {
    vi.useFakeTimers();
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const body = `Name\n${"Acme\n".repeat(399)}`;
    await emulator.control.fail({ kind: "slow-line", bytesPerSecond: 1000, on: { operation: "addBatch" } });
    let answered = false;
    const adding = addCsv(emulator, id, body).finally(() => (answered = true));
    await vi.advanceTimersByTimeAsync(1900);
    expect([answered, (await emulator.control.batches(id)).length]).toEqual([false, 0]);
    // 2,000 bytes up take two seconds; the answer has 500 more.
    await vi.advanceTimersByTimeAsync(200);
    expect([answered, (await emulator.control.batches(id)).length]).toEqual([false, 1]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(answered).toBe(true);
    expect(await adding).toMatch(/^751/);
    await emulator.control.advance(500);
    expect(await names(emulator)).toHaveLength(399);
  });

  test("is left when the caller leaves, on the way up and on the way down", async () => {
    vi.useFakeTimers();
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await emulator.control.fail({ kind: "slow-line", bytesPerSecond: 1, times: 2 });
    const reason = new Error("enough");
    const controller = new AbortController();
    const url = `${emulator.instanceUrl}/services/async/68.0/job/${id}`;
    const headers = { "x-sfdc-session": emulator.accessToken, "content-type": json };
    const up = emulator.fetch(url, { method: "POST", headers, body: '{"state":"Closed"}', signal: controller.signal });
    const refused = expect(up).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(1000);
    controller.abort(reason);
    await refused;
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await emulator.control.job(id))?.state).toBe("Open");
    const second = new AbortController();
    const response = await emulator.fetch(url, { headers, signal: second.signal });
    const reading = expect(response.text()).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(3000);
    second.abort(reason);
    await reading;
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  });

  test("over a socket, the answer comes in many pieces", async () => {
    const emulator = createEmulator();
    const server = await listen(emulator);
    await emulator.control.fail({ kind: "slow-line", bytesPerSecond: 10_000 });
    const response = await fetch(`${server.url}/services/data/`, { headers: { "accept-encoding": "identity" } });
    const sizes: number[] = [];
    for await (const chunk of response.body ?? []) sizes.push(chunk.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
    expect(sizes.length).toBeGreaterThan(3);
    await server.close();
  });
});

describe("a stall in the upload", () => {
  test("reads so much of the body and no more", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await emulator.control.fail({ kind: "upload-stalled", after: 3000, on: { operation: "addBatch" } });
    let pulled = 0;
    let cancelled: unknown;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(1000));
        },
        cancel: (reason) => void (cancelled = reason ?? true),
      },
      { highWaterMark: 0 },
    );
    const controller = new AbortController();
    const init: RequestInit & { readonly duplex: "half" } = {
      method: "POST",
      headers: { "x-sfdc-session": emulator.accessToken, "content-type": "text/csv" },
      body,
      signal: controller.signal,
      duplex: "half",
    };
    const sending = emulator.fetch(`${emulator.instanceUrl}/services/async/68.0/job/${id}/batch`, init);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    // The wrapper around the body reads one piece ahead.
    expect(pulled).toBeGreaterThanOrEqual(3);
    expect(pulled).toBeLessThanOrEqual(5);
    const reason = new Error("given up");
    controller.abort(reason);
    await expect(sending).rejects.toBe(reason);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(cancelled).toBeDefined();
    expect(await emulator.control.batches(id)).toEqual([]);
    expect(await emulator.control.exchanges()).toMatchObject([{ fault: "upload-stalled", status: null, wireBytes: 0 }]);
  });

  test("over a socket, the client can send no more than the buffers hold", async () => {
    const emulator = createEmulator();
    const server = await listen(emulator);
    await emulator.control.fail({ kind: "upload-stalled" });
    const socket = connect(server.port, "127.0.0.1");
    const length = 512 * 2 ** 20;
    socket.write(
      `POST /services/async/68.0/job/750000000000000/batch HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`,
    );
    const piece = Buffer.alloc(2 ** 20);
    let sent = 0;
    // As long as the other side reads, a piece is gone in no time.
    while (
      sent < length &&
      (await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), 500);
        socket.write(piece, () => {
          clearTimeout(timer);
          resolve(true);
        });
      }))
    )
      sent += piece.length;
    expect(sent).toBeLessThan(64 * 2 ** 20);
    socket.destroy();
    await server.close();
  });
});

describe("a refusal that passes", () => {
  test.each([
    [
      "ConcurrentRequests",
      403,
      "REQUEST_LIMIT_EXCEEDED",
      "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
    ],
    ["ConcurrentPerOrgLongTxn", 403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."],
    [
      "TXN_SECURITY_METERING_ERROR",
      400,
      "TXN_SECURITY_METERING_ERROR",
      "We can't complete the action because enabled transaction security policies took too long to complete.",
    ],
    ["SERVER_UNAVAILABLE", 503, "SERVER_UNAVAILABLE", "Server unavailable."],
  ] as const)("%s has the REST API's form in both APIs (F-167)", async (code, ...expected) => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await emulator.control.fail({ kind: "passing-refusal", code, times: 2 });
    expect(restErrorOf(await call(emulator, `job/${id}`))).toEqual(expected);
    expect(restErrorOf(await rest(emulator, "limits"))).toEqual(expected);
    expect((await call(emulator, `job/${id}`)).status).toBe(200);
  });

  test.each([
    ["ClientInputError", 400, "Failed to read request."],
    ["Timeout", 400, "The request timed out."],
    ["InternalServerError", 500, "An unexpected error occurred."],
  ] as const)("%s has the form of the API that was asked", async (code, status, message) => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await emulator.control.fail({ kind: "passing-refusal", code, times: 2 });
    expect(errorOf(await call(emulator, `job/${id}`))).toEqual([status, code, message]);
    expect(restErrorOf(await rest(emulator, "limits"))).toEqual([status, code.toUpperCase(), message]);
  });

  test.each(["406", "408"] as const)("%s has no word to say", async (code) => {
    const emulator = still();
    await emulator.control.fail({ kind: "passing-refusal", code });
    const reply = await call(emulator, "job/x");
    expect([reply.status, reply.type, reply.text]).toEqual([Number(code), null, ""]);
  });
});

describe("a batch", () => {
  test("that fails among good ones", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await emulator.control.fail({ kind: "batch-fails", skip: 1, on: { jobId: id } });
    for (const name of ["A", "B", "C"]) await addCsv(emulator, id, `Name\n${name}\n`);
    await emulator.control.advance(500);
    expect((await emulator.control.batches(id)).map(({ state }) => state)).toEqual([
      "Completed",
      "Failed",
      "Completed",
    ]);
    expect(await names(emulator)).toEqual(["A", "C"]);
  });

  test.each([
    [2, ["NotProcessed", "Completed", "Failed", "Completed"]],
    [undefined, ["Failed"]],
    [9, ["NotProcessed", "Completed", "Completed", "Completed"]],
  ])("of a query that is split: chunk %s", async (chunk, states) => {
    const emulator = still();
    await emulator.control.addJob({ batches: ["Name\nA\nB\nC\n"] });
    await emulator.control.advance(500);
    const { id } = await emulator.control.addJob({ operation: "query", pkChunkSize: 1 });
    const stateMessage = "InvalidBatch : Failed to process query: QUERY_TIMEOUT: too long";
    await emulator.control.fail({ kind: "batch-fails", stateMessage, ...(chunk === undefined ? {} : { chunk }) });
    await call(emulator, `job/${id}`);
    await addCsv(emulator, id, "SELECT Name FROM Account");
    await emulator.control.advance(1000);
    const batches = await emulator.control.batches(id);
    expect(batches.map(({ state }) => state)).toEqual(states);
    const failed = batches.find(({ state }) => state === "Failed");
    expect(failed?.stateMessage).toBe(failed === undefined ? undefined : stateMessage);
  });

  test("that cannot be read, while its neighbours can: refused, a page, garbage", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const batches: string[] = [];
    for (const name of ["A", "B"]) batches.push(await addCsv(emulator, id, `Name\n${name}\n`));
    await emulator.control.advance(500);
    const [batchId = "", other] = batches;
    const on = { operation: ["getResults", "getBatchRequest"] as const, batchId };
    await emulator.control.fail({ kind: "refused", exceptionCode: "InvalidBatch", exceptionMessage: "Gone", on });
    await emulator.control.fail({ kind: "html-ok", on });
    await emulator.control.fail({ kind: "garbage", on });
    const seen: unknown[] = [];
    for (let time = 0; time < 4; time++) {
      expect((await call(emulator, `job/${id}/batch/${other}/request`)).text).toBe("Name\nB\n");
      const { status, type, text } = await call(emulator, `job/${id}/batch/${batchId}/request`);
      seen.push([status, type, text.includes("\ufffd")]);
    }
    expect(seen).toEqual([
      [400, "application/xml", false],
      [200, "text/html; charset=UTF-8", false],
      [200, "text/csv", true],
      [200, "text/csv", false],
    ]);
    expect(idIn(await call(emulator, `job/${id}/batch/${batchId}`))).toBe(batchId);
  });
});

test("a fault without what it needs is not armed", async () => {
  const { control } = still();
  const refused = async (fault: object, words: string): Promise<void> => {
    await expect(control.fail(fault as Fault)).rejects.toThrow(words);
    await expect(control.fail(fault as Fault)).rejects.toThrow(TypeError);
  };
  await refused({ kind: "late-arrival" }, "delay");
  await refused({ kind: "late-arrival", delay: -1 }, "delay");
  await refused({ kind: "slow-line", bytesPerSecond: 0 }, "bytesPerSecond");
  await refused({ kind: "upload-stalled", after: "1" }, "after");
  await refused({ kind: "batch-fails", chunk: 0 }, "chunk");
  await refused({ kind: "passing-refusal", code: "ExceededQuota" }, "ConcurrentRequests");
});

test("rows-locked: the first rows of a batch are refused, and may be sent again; no other request is struck", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  await emulator.control.fail({ kind: "rows-locked", rows: 2 });
  await call(emulator, `job/${id}`);
  for (const name of ["A", "B"]) await addCsv(emulator, id, `Name\n${name}1\n${name}2\n${name}3\n`);
  await emulator.control.advance(1000);
  expect((await emulator.control.batches(id)).map((batch) => batch.numberRecordsFailed)).toEqual([2, 0]);
  expect(await names(emulator)).toEqual(["A3", "B1", "B2", "B3"]);
  const [batch] = await emulator.control.batches(id);
  expect((await call(emulator, `job/${id}/batch/${batch?.id}/result`)).text).toContain("UNABLE_TO_LOCK_ROW:");
});

test("of a fault for the body and one for the upload, the first armed strikes first, and what is skipped is counted once", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  await emulator.control.fail({ kind: "status", status: 503 });
  await emulator.control.fail({ kind: "slow-line", bytesPerSecond: 1e9, skip: 1 });
  await emulator.control.fail({ kind: "status", status: 504, skip: 1 });
  for (let time = 0; time < 5; time++) await call(emulator, `job/${id}`);
  expect((await emulator.control.exchanges()).map(({ fault, status }) => fault ?? status)).toEqual([
    "status",
    200,
    "slow-line",
    "status",
    200,
  ]);
});
