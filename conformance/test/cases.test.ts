import * as sfbulk from "@sfbulk/node";
import { type ApiCall, apiCalls, callTemplate, findCall, findCalls } from "@sfbulk/core/requests";
import { createEmulator } from "@sfbulk/emulator";
import { conformanceCases, prepareCase } from "@sfbulk/emulator/conformance";
import { listen } from "@sfbulk/emulator/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLong } from "../../tools/is-long.mjs";

// The same cases as the runners', on the sources, with readable differences and coverage. Over HTTP the matrix runs them
// with what is published, and here the long run does.
//
// In process it is noted what they send: every request that core can make is made by a case, and so by every runtime.

// An org of its own: which API a job belongs to is remembered by org, and other files may be in this process.
const emulator = createEmulator({ instanceUrl: "https://cases.my.salesforce.com" });
const { control } = emulator;
const adapter = sfbulk.nodeAdapter({ proxy: false });
let server: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  server = await listen(emulator);
});
afterAll(async () => {
  await adapter.close();
  await server.close();
});

test("the names are unique", () => {
  const names = conformanceCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

const hits = new Set<string>();
const unknown = new Set<string>();
const nameOf = (call: ApiCall): string => {
  const { method, path, action } = callTemplate(call);
  return `${method} ${path}: ${action}`;
};
const noted: sfbulk.FetchAdapter = async (url, init) => {
  const { pathname } = new URL(url);
  const body = new TextDecoder().decode(init.body);
  const found = findCall(init.method, pathname, body);
  if (found === undefined) unknown.add(`${init.method} ${pathname}`);
  // What differs by its body alone is told apart by it; the rest of the same path is the same on the wire.
  else if (found.call.request({ jobId: "", batchId: "", resultId: "", object: "" }).constant === true)
    hits.add(nameOf(found.call));
  else for (const { call } of findCalls(init.method, pathname)) hits.add(nameOf(call));
  return await emulator.fetch(url, init);
};

const ways: readonly [way: string, fetch: sfbulk.FetchAdapter, instanceUrl: () => string][] = [
  ["in process", noted, () => emulator.instanceUrl],
  ["HTTP, fetch", globalThis.fetch, () => server.url],
  ["HTTP, nodeAdapter", adapter, () => server.url],
];

describe.each(isLong ? ways : ways.slice(0, 1))("%s", (_, fetch, instanceUrl) => {
  test.each(conformanceCases)("$name", { timeout: 120_000 }, async ({ run }) => {
    await run(await prepareCase({ sfbulk, fetch, instanceUrl: instanceUrl(), control }));
  });
});

describe("in process, the cases send", () => {
  test.each(apiCalls.map(nameOf))("%s", (name) => {
    expect(hits).toContain(name);
  });

  test("nothing else, but to sign in", () => {
    expect([...unknown]).toEqual(["POST /services/oauth2/token"]);
  });
});
