import * as sfbulk from "@sfbulk/core";
import { type ApiCall, apiCalls, callTemplate, findCall, findCalls } from "@sfbulk/core/requests";
import { createEmulator } from "@sfbulk/emulator";
import { runConformance } from "@sfbulk/emulator/conformance";
import { beforeAll, expect, test } from "vitest";

// Every request that core can make is made by a case, and so by every runtime and adapter.
const hits = new Set<string>();
const unknown = new Set<string>();
const nameOf = (call: ApiCall): string => {
  const { method, path, action } = callTemplate(call);
  return `${method} ${path}: ${action}`;
};

beforeAll(async () => {
  // An org of its own: which API a job belongs to is remembered by org, and other files may be in this process.
  const emulator = createEmulator({ instanceUrl: "https://calls.my.salesforce.com" });
  const fetch: sfbulk.FetchAdapter = async (url, init) => {
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
  const { instanceUrl, control } = emulator;
  await runConformance({ sfbulk, fetch, instanceUrl, control });
}, 120_000);

test.each(apiCalls.map(nameOf))("a case sends %s", (name) => {
  expect(hits).toContain(name);
});

test("no case makes a request that no function of core's requests gives, but to sign in", () => {
  expect([...unknown]).toEqual(["POST /services/oauth2/token"]);
});
