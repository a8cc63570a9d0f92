import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createGunzip } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator, type Fault } from "@sfbulk/emulator";
import { json } from "./call.ts";

// Which requests a fault strikes, and what only a single look shows of some of them.

const headersFor = (emulator: Emulator): Record<string, string> => ({
  "x-sfdc-session": emulator.accessToken,
  authorization: `Bearer ${emulator.accessToken}`,
  "content-type": json,
});

test("a body of a gigabyte is made of a megabyte, and is whole", async () => {
  const emulator = createEmulator();
  await emulator.control.fail({ kind: "gzip-bomb" });
  const response = await emulator.fetch("/services/data/");
  let compressed = 0;
  let total = 0;
  const gunzip = createGunzip({ chunkSize: 2 ** 20 });
  gunzip.on("data", (chunk: Buffer) => (total += chunk.length));
  const ended = new Promise((resolve, reject) => gunzip.on("end", resolve).on("error", reject));
  for await (const chunk of response.body ?? []) {
    compressed += chunk.length;
    if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once("drain", resolve));
  }
  gunzip.end();
  await ended;
  expect(total).toBe(2 ** 30);
  expect(compressed).toBeLessThan(1.2 * 2 ** 20);
});

describe("aim", () => {
  const status = async (emulator: Emulator, path: string, init: RequestInit = {}): Promise<number> => {
    const url = `${emulator.instanceUrl}/services/async/68.0/${path}`;
    return (await emulator.fetch(url, { ...init, headers: headersFor(emulator) })).status;
  };
  const arm = (fault: Omit<Fault, "kind">): Fault => ({ ...fault, kind: "status", status: 503 });

  test("times and skip", async () => {
    const emulator = createEmulator();
    const { id } = await emulator.control.addJob();
    await emulator.control.fail(arm({ skip: 1, times: 2 }));
    const seen: number[] = [];
    for (let i = 0; i < 5; i++) seen.push(await status(emulator, `job/${id}`));
    expect(seen).toEqual([200, 503, 503, 200, 200]);
    await emulator.control.fail(arm({ times: "always" }));
    for (let i = 0; i < 20; i++) expect(await status(emulator, `job/${id}`)).toBe(503);
    await emulator.control.reset();
    expect(await status(emulator, `job/${id}`)).toBe(400);
  });

  test("by job in either length, by method, by operations", async () => {
    const emulator = createEmulator();
    const one = await emulator.control.addJob();
    const other = await emulator.control.addJob();
    await emulator.control.fail(arm({ on: { jobId: one.id.slice(0, 15) } }));
    expect(await status(emulator, `job/${other.id}`)).toBe(200);
    expect(await status(emulator, `job/${one.id}`)).toBe(503);
    await emulator.control.fail(arm({ on: { method: "post" } }));
    expect(await status(emulator, `job/${one.id}`)).toBe(200);
    expect(await status(emulator, `job/${one.id}`, { method: "POST", body: '{"state":"Closed"}' })).toBe(503);
    await emulator.control.fail(arm({ on: { operation: ["abort", "listBatches"] } }));
    expect(await status(emulator, `job/${one.id}`, { method: "POST", body: '{"state":"Closed"}' })).toBe(200);
    expect(await status(emulator, `job/${one.id}/batch`)).toBe(503);
  });

  test("of two faults for one request, the first armed strikes first", async () => {
    const emulator = createEmulator();
    const { id } = await emulator.control.addJob();
    await emulator.control.fail({ kind: "status", status: 503 });
    await emulator.control.fail({ kind: "status", status: 504 });
    expect([await status(emulator, `job/${id}`), await status(emulator, `job/${id}`)]).toEqual([503, 504]);
  });
});

test("a redirect does not take the request along", async () => {
  let visits = 0;
  const elsewhere = createServer((_, outgoing) => {
    visits++;
    outgoing.end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const emulator = createEmulator();
  const { port } = elsewhere.address() as AddressInfo;
  await emulator.control.fail({ kind: "redirect", status: 307, location: `http://127.0.0.1:${port}/` });
  expect((await emulator.fetch("/services/data/", { redirect: "manual" })).status).toBe(307);
  expect(visits).toBe(0);
  await new Promise((resolve) => elsewhere.close(resolve));
});

describe("a signal in process", () => {
  test("that has fired already", async () => {
    const emulator = createEmulator();
    const reason = new Error("mine");
    await expect(emulator.fetch("/services/data/", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await emulator.control.exchanges()).toEqual([]);
  });

  test("ends the reading of a body that does not come, with its own reason", async () => {
    const emulator = createEmulator();
    await emulator.control.fail({ kind: "body-stalled" });
    const controller = new AbortController();
    const response = await emulator.fetch("/services/data/", { signal: controller.signal });
    const reading = response.text();
    controller.abort("a reason that is a text");
    await expect(reading).rejects.toBe("a reason that is a text");
  });
});

test("a timer stops the reading of a body without an end", async () => {
  const emulator = createEmulator();
  await emulator.control.fail({ kind: "huge-body" });
  const response = await emulator.fetch("/services/data/", { signal: AbortSignal.timeout(20) });
  await expect(response.arrayBuffer()).rejects.toMatchObject({ name: "TimeoutError" });
});

test("elsewhere than in process and in listen, a lost connection is a body that breaks", async () => {
  const emulator = createEmulator();
  await emulator.control.fail({ kind: "answer-lost" });
  const response = await emulator.handle(new Request("https://emulator.my.salesforce.com/services/data/"));
  await expect(response.text()).rejects.toThrow("ECONNRESET");
});
