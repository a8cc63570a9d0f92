import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AdapterResponse } from "@sfbulk/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { remembering } from "../src/connection/remembering.ts";
import { runHere } from "./run-here.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// How many API calls a load takes: an org has so many a day.

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
  const rows = Array.from({ length: 40 }, (_, index) => `${index % 10 === 0 ? "" : `Acme ${index}`},${index}\n`);
  writeFileSync(join(org.folder, "a.csv"), `Name,Phone\n${rows.join("")}`);
});
afterEach(async () => await org.end());

const load = async (...more: readonly string[]): Promise<Record<string, number>> => {
  const args = ["load", "a.csv", "-s", "Account", "--operation", "insert", ...more];
  const { code } = await runHere(args, { env: org.env, cwd: org.folder, input: "" });
  expect(code).toBe(68);
  const calls: Record<string, number> = {};
  for (const { operation } of await org.emulator.control.exchanges()) calls[operation] = (calls[operation] ?? 0) + 1;
  return calls;
};

test("by Bulk API 1.0: one for each batch, one for its results where they are read twice, and little besides", async () => {
  const { getJob = 0, ...calls } = await load("--batch-size", "10");
  expect(calls).toEqual({ other: 2, create: 1, addBatch: 4, close: 1, listBatches: 1, getResults: 4 });
  // The org has processed all of it when it says that the job is closed.
  expect(getJob).toBe(0);
});

test("by Bulk API 2.0: what failed is read once", async () => {
  const { getIngestJob = 0, ...calls } = await load("--api", "2.0");
  expect(calls).toEqual({ other: 2, createIngestJob: 1, uploadData: 1, closeIngestJob: 1, getIngestResults: 2 });
  expect(getIngestJob).toBe(1);
});

test.each([["1.0"], ["2.0"]])("by Bulk API %s: no fewer than --dry-run says, where all goes well", async (api) => {
  writeFileSync(join(org.folder, "a.csv"), "Name\nAcme\n");
  const args = ["load", "a.csv", "-s", "Account", "--operation", "insert", "--api", api, "--json"];
  const options = { env: org.env, cwd: org.folder, input: "" };
  const { stdout } = await runHere([...args, "--dry-run"], options);
  const before = (await org.emulator.control.exchanges()).length;
  expect((await runHere(args, options)).code).toBe(0);
  const calls = (await org.emulator.control.exchanges()).length - before;
  const { result } = JSON.parse(stdout) as { result: { cost: { apiCalls: number } } };
  expect(calls).toBeGreaterThanOrEqual(result.cost.apiCalls);
  expect(calls).toBeLessThan(result.cost.apiCalls + 3);
});

test("what does not fit, or did not come to its end, is asked for again", async () => {
  let asked = 0;
  const answer = async (): Promise<Response> => {
    asked++;
    return await Promise.resolve(new Response(new Blob(["0123456789"]).stream(), { headers: { "x-page": "1" } }));
  };
  const url = "https://a.my.salesforce.com/services/async/68.0/job/750/batch/751/result";
  const read = async (most: number, isRead = true): Promise<number> => {
    asked = 0;
    const { fetch: send } = remembering(
      { instanceUrl: "https://a.my.salesforce.com", accessToken: "t", fetch: answer },
      most,
    );
    const init = { method: "GET", headers: {}, redirect: "manual", signal: new AbortController().signal } as const;
    const first = await send?.(url, init);
    if (isRead) expect(await first?.text()).toBe("0123456789");
    else await first?.body?.cancel();
    const second = await send?.(url, init);
    expect(second?.headers.get("x-page")).toBe("1");
    expect(await second?.text()).toBe("0123456789");
    return asked;
  };
  expect(await read(10)).toBe(1);
  expect(await read(9)).toBe(2);
  expect(await read(10, false)).toBe(2);
});

test("the batches of a job are asked for again while it may get others, or has some that have not ended", async () => {
  let asked = 0;
  let states = ["Completed"];
  const answer = async (_url: string, { method }: { readonly method: string }): Promise<AdapterResponse> => {
    if (method === "GET") asked++;
    const xml = `<batchInfoList>${states.map((state) => `<batchInfo><state>${state}</state></batchInfo>`).join("")}</batchInfoList>`;
    const wholeBody = new TextEncoder().encode(xml);
    return await Promise.resolve(Object.assign(new Response(wholeBody), { wholeBody }));
  };
  const { fetch: send } = remembering({
    instanceUrl: "https://a.my.salesforce.com",
    accessToken: "t",
    fetch: answer,
  });
  const init = { headers: {}, redirect: "manual", signal: new AbortController().signal } as const;
  const job = "https://a.my.salesforce.com/services/async/68.0/job/750";
  const twice = async (): Promise<number> => {
    asked = 0;
    for (let time = 0; time < 2; time++) await send?.(`${job}/batch`, { ...init, method: "GET" });
    return asked;
  };
  expect(await twice()).toBe(2);
  await send?.(job, { ...init, method: "POST" });
  states = ["Completed", "InProgress"];
  expect(await twice()).toBe(2);
  states = ["Completed", "Failed"];
  expect(await twice()).toBe(1);
});
