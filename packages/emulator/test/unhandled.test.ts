import { expect, test } from "vitest";
import { connectControl } from "@sfbulk/emulator";
import { describeUnhandled } from "@sfbulk/emulator/node";
import { call, json, rest, still } from "./call.ts";

const soap = (name: string): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><${name}/></e:Body></e:Envelope>`;

test("what nothing answers is listed, each once, with how often and what was said; what Salesforce refuses is not", async () => {
  const emulator = still();
  const { control } = emulator;
  expect(await control.unhandled()).toEqual([]);
  const { id } = await control.addJob();
  await call(emulator, "jobs");
  await call(emulator, `job/${id}/spec`);
  await rest(emulator, "analytics/reports?x=1");
  await rest(emulator, "analytics/reports?x=1");
  await rest(emulator, "sobjects/Account/updated?start=a");
  await rest(emulator, "sobjects/Account/describe/layouts");
  await call(emulator, "/services/apexrest/mine", { type: json, body: "{}" });
  await call(emulator, "/services/Soap/u/60.0", { type: "text/xml", body: soap("create") });
  // An id that nobody has given, an object and a version that there are not, a method, no session: that is what Salesforce says.
  await rest(emulator, "sobjects/Account/001000000000001");
  await rest(emulator, "sobjects/Nonsense");
  await rest(emulator, "jobs/ingest/750000000000001");
  await rest(emulator, "jobs/ingest", { method: "PUT", body: "x" });
  await rest(emulator, "/services/data/v68.0/analytics", { token: "00D8Z000000EmuO!x" });
  await call(emulator, "job/7509H0000016GUX");
  const data = "/services/data/v68.0";
  const expected = [
    { method: "GET", path: "/services/async/68.0/jobs", status: 400, times: 1 },
    { method: "GET", path: `/services/async/68.0/job/${id}/spec`, status: 400, times: 1 },
    { method: "GET", path: `${data}/analytics/reports?x=1`, status: 404, times: 2 },
    { method: "GET", path: `${data}/sobjects/Account/updated?start=a`, status: 404, times: 1 },
    { method: "GET", path: `${data}/sobjects/Account/describe/layouts`, status: 404, times: 1 },
    { method: "POST", path: "/services/apexrest/mine", status: 404, times: 1 },
    { method: "POST", path: "/services/Soap/u/60.0", status: 500, times: 1 },
  ];
  expect(await control.unhandled()).toEqual(expected);
  const remote = connectControl(emulator.instanceUrl, emulator.fetch);
  expect(await remote.unhandled()).toEqual(expected);
  expect((await control.exchanges()).filter(({ unhandled }) => unhandled)).toHaveLength(8);
  await control.reset();
  expect(await control.unhandled()).toEqual([]);
});

test('with unhandled: "error" they get status 501 and the reason, and nobody else does', async () => {
  const emulator = still({ unhandled: "error" });
  const reply = await rest(emulator, "analytics/reports?access_token=secret");
  expect([reply.status, reply.text]).toEqual([
    501,
    'Cannot answer GET /services/data/v68.0/analytics/reports?access_token=[secret]: the emulator has nothing there, and its option unhandled says "error"\n',
  ]);
  expect((await rest(emulator, "sobjects/Nonsense")).status).toBe(404);
  expect(await emulator.control.unhandled()).toMatchObject([{ status: 501 }]);
  expect(() => still({ unhandled: "fail" as "error" })).toThrow(
    new TypeError('Cannot use unhandled "fail": expected "list" or "error"'),
  );
});

const passedOver: readonly (readonly [
  what: string,
  path: string,
  more: Readonly<{ headers?: Record<string, string>; method?: string; body?: string }>,
  unheeded: readonly string[],
])[] = [
  ["a parameter that there is not", "query?q=SELECT+Id+FROM+Account&explain=x", {}, ["?explain"]],
  ["a value that is none", "query?q=SELECT+Id+FROM+Account&columns=maybe", {}, ["?columns"]],
  ["a filter that the job list has not", "jobs/ingest?state=Open&jobType=Classic", {}, ["?state"]],
  ["a filter's value that is none", "jobs/ingest?isPkChunkingEnabled=perhaps", {}, ["?isPkChunkingEnabled"]],
  ["a parameter of another resource", "limits?q=SELECT+Id+FROM+Account", {}, ["?q"]],
  [
    "a condition",
    "limits",
    { headers: { "If-Modified-Since": "Thu, 05 Jul 2035 15:31:30 GMT" } },
    ["if-modified-since"],
  ],
  ["XML for an answer", "limits", { headers: { Accept: "application/xml" } }, ["accept"]],
  ["a header of Salesforce's", "limits", { headers: { "Sforce-Nonsense": "1" } }, ["sforce-nonsense"]],
  ["an option of one", "limits", { headers: { "Sforce-Call-Options": "defaultNamespace=x" } }, ["sforce-call-options"]],
];

test.each(passedOver)("%s is passed over and named, or not answered", async (_, path, more, unheeded) => {
  const emulator = still();
  expect((await rest(emulator, path, more)).status).toBe(200);
  expect(await emulator.control.unhandled()).toEqual([
    { method: "GET", path: `/services/data/v68.0/${path}`, status: 200, times: 1, unheeded },
  ]);
  const strict = still({ unhandled: "error" });
  const reply = await rest(strict, path, more);
  expect([reply.status, reply.text]).toEqual([
    501,
    expect.stringContaining(`Cannot heed ${unheeded.join(", ")} of GET`),
  ]);
});

test("nothing is done where something is not heeded; what changes nothing, and a query string behind a path of 1.0, are fine", async () => {
  const emulator = still({ unhandled: "error" });
  const body = JSON.stringify({ Name: "A" });
  const condition = { "If-Match": '"x"' };
  expect((await rest(emulator, "sobjects/Account", { type: json, body, headers: condition })).status).toBe(501);
  expect(await emulator.control.records("Account")).toEqual([]);
  const headers = {
    "Sforce-Call-Options": "client=sf toolbelt:1",
    "Sforce-Query-Options": "batchSize=300",
    "Sforce-Auto-Assign": "FALSE",
    "Sforce-Duplicate-Rule-Header": "allowSave=true",
    Accept: "application/json, text/xml, */*",
  };
  expect((await rest(emulator, "sobjects/Account", { type: json, body, headers })).status).toBe(201);
  const { id } = await emulator.control.addJob();
  expect((await call(emulator, `job/${id}?anything=1`)).status).toBe(200);
  expect(await emulator.control.unhandled()).toHaveLength(1);
});

test("what is told of them says what was passed over", () => {
  const request = { method: "GET", path: "/services/data/v68.0/limits", status: 200 };
  expect(describeUnhandled([{ ...request, times: 2, unheeded: ["if-match", "?x"] }])).toBe(
    "The emulator has nothing for one request:\n  GET /services/data/v68.0/limits (status 200, without heeding if-match, ?x, 2 times)",
  );
});
