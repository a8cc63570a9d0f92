import { expect, test } from "vitest";
import { createEmulator, type EmulatorControl } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { json, rest, still } from "./call.ts";

// Whatever is spelled wrongly is refused: passed over, it would make a test pass that proves nothing.

const account = { keyPrefix: "001", fields: {} };

test.each<[words: string, options: object]>([
  ['Cannot use "felds" of object Account: expected one of keyPrefix,', { objects: { Account: { felds: {} } } }],
  ["Cannot use object Account: expected a keyPrefix", { objects: { Account: { fields: {} } } }],
  ["Cannot use object Account: expected fields", { objects: { Account: { keyPrefix: "001" } } }],
  ["Cannot use keyPrefix of object A: expected three letters", { objects: { A: { ...account, keyPrefix: "0001" } } }],
  ['Cannot use "tipe" of field A.Name', { objects: { A: { ...account, fields: { Name: { tipe: "string" } } } } }],
  [
    'Cannot use type "strong" of field A.Name',
    { objects: { A: { ...account, fields: { Name: { type: "strong" } } } } },
  ],
  ["Cannot use objects: expected an object", { objects: [] }],
  ['Cannot use permission "Nope": expected one of ManageDataIntegrations', { permissions: ["Nope"] }],
  ["Cannot use permissions: expected an array", { permissions: "BulkApiHardDelete" }],
  ['Cannot use "userName" of user', { user: { userName: "x" } }],
  ["Cannot use user: expected a username and a password", { user: { username: "x" } }],
])("%s", (words, options) => {
  expect(() => createEmulator(options)).toThrow(TypeError);
  expect(() => createEmulator(options)).toThrow(words);
});

test.each<[words: string, call: (control: EmulatorControl) => Promise<unknown>]>([
  ['Cannot use "objct" of the job', ({ addJob }) => addJob({ objct: "Account" } as object)],
  ['Cannot use operation "insrt" of the job', ({ addJob }) => addJob({ operation: "insrt" })],
  ["Cannot use batches of the job: expected an array", ({ addJob }) => addJob({ batches: "Name" as never })],
  ["Cannot use createdById of the job", ({ addJob }) => addJob({ createdById: "me" })],
  ["Cannot use apiVersion of the job", ({ addJob }) => addJob({ apiVersion: "68" })],
  ['Cannot use columnDelimiter "X" of the job', ({ addIngestJob }) => addIngestJob({ columnDelimiter: "X" })],
  ['Cannot use "object" of the job', ({ addQueryJob }) => addQueryJob({ object: "Account" } as object)],
  ['Cannot use "afterCals" of the session', ({ issueToken }) => issueToken({ afterCals: 1 } as object)],
  ['Cannot use permission "x"', ({ issueToken }) => issueToken({ permissions: ["x" as never] })],
  ["Cannot use userId of the session", ({ issueToken }) => issueToken({ userId: "zz" })],
  ['Cannot use "time" of fault "answer-lost"', ({ fail }) => fail({ kind: "answer-lost", time: 3 } as never)],
  [
    'Cannot use "operatoin" of the target of fault "answer-lost"',
    ({ fail }) => fail({ kind: "answer-lost", on: { operatoin: "close" } } as never),
  ],
  [
    'Cannot use operation of the target of fault "answer-lost": expected one or several of create,',
    ({ fail }) => fail({ kind: "answer-lost", on: { operation: "closed" as never } }),
  ],
  ['Cannot use status of fault "status": expected a status', ({ fail }) => fail({ kind: "status", status: 42 })],
  ['Cannot use fault "status": expected status', ({ fail }) => fail({ kind: "status" } as never)],
  ['Cannot use fault "refused": expected exceptionCode', ({ fail }) => fail({ kind: "refused" } as never)],
  [
    'Cannot use page "cnd" of fault "status"',
    ({ fail }) => fail({ kind: "status", status: 503, page: "cnd" as never }),
  ],
])("%s", async (words, call) => {
  const { control } = still();
  await expect(call(control)).rejects.toThrow(TypeError);
  await expect(call(control)).rejects.toThrow(words);
});

test.each([
  ["advance", "5 5", 'Cannot call "advance": its argument is no JSON'],
  ["jobs", '{"state":"Open"}', 'Cannot call "jobs" with an argument: it takes none'],
  ["reset", "{}", 'Cannot call "reset" with an argument: it takes none'],
])("over HTTP, %s with %s is refused", async (method, body, words) => {
  const response = await still().fetch(`/__emulator/${method}`, { method: "POST", body });
  expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining(words) }]);
});

test.each<[words: string, options: object]>([
  ['Cannot use "prot" of options to listen: expected one of port, hostname, tls', { prot: 1 }],
  ["Cannot use port of options to listen: expected a number from 0 to 65535", { port: "8080" }],
  ["Cannot use tls of options to listen", { tls: { cert: "x" } }],
])("%s", async (words, options) => {
  await expect(listen(still(), options)).rejects.toThrow(words);
});

test("a body that is said to be something else than JSON is refused (F-198)", async () => {
  const emulator = still();
  const form = "application/x-www-form-urlencoded";
  const said = [
    { message: `MediaType of '${form}' is not supported by this resource`, errorCode: "UNSUPPORTED_MEDIA_TYPE" },
  ];
  const body = JSON.stringify({ Name: "A" });
  const reply = await rest(emulator, "sobjects/Account", { type: form, body });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([415, said]);
  const job = JSON.stringify({ operation: "insert", object: "Account" });
  for (const path of ["jobs/ingest", "jobs/query", "composite/sobjects"]) {
    expect((await rest(emulator, path, { type: "text/plain", body: job })).status).toBe(415);
  }
  expect((await rest(emulator, "sobjects/Account", { type: `${json}; charset=UTF-8`, body })).status).toBe(201);
  expect(await emulator.control.unhandled()).toEqual([]);
  // Salesforce takes these two.
  await rest(emulator, "sobjects/Account", { type: "application/xml", body: "<Account/>" });
  await rest(emulator, "sobjects/Attachment", { type: "multipart/form-data; boundary=x", body: "--x--" });
  expect(await emulator.control.unhandled()).toHaveLength(2);
});

test.each([
  ["composite", { compositeRequest: [], allOrNun: true }, "allOrNun"],
  ["composite", { compositeRequest: [{ method: "GET", url: "/", referenceId: "a", boddy: {} }] }, "boddy"],
  ["composite/sobjects", { records: [], allornone: true }, "allornone"],
  ["composite/sobjects/Account", { ids: [], fields: [], field: [] }, "field"],
])("a body of %s with a name that there is not is refused", async (path, body, name) => {
  const reply = await rest(still(), path, { type: json, body: JSON.stringify(body) });
  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(`Unrecognized field \\"${name}\\"`)]);
});

test.each(["maybe", "chunksize", "chunkSize=10; rows=3", "chunkSize=x y"])(
  "PK chunking by %s is refused",
  async (header) => {
    const body = JSON.stringify({ operation: "query", object: "Account", contentType: "CSV" });
    const headers = { "Sforce-Enable-PKChunking": header, "Content-Type": json };
    const { fetch, accessToken } = still();
    const response = await fetch("/services/async/68.0/job", {
      method: "POST",
      headers: { ...headers, "X-SFDC-Session": accessToken },
      body,
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { exceptionCode: "InvalidJob", exceptionMessage: `Invalid Sforce-Enable-PKChunking: ${header}` },
    ]);
  },
);

test.each(["GROUP BY Name", "ORDER BY Name"])("COUNT() with %s is malformed (F-199)", async (ending) => {
  const reply = await rest(still(), `query?q=${encodeURIComponent(`SELECT COUNT() FROM Account ${ending}`)}`);
  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining("MALFORMED_QUERY")]);
});

test("a query's page has as many records as Sforce-Query-Options asks for (F-200)", async () => {
  const emulator = still();
  await emulator.control.addJob({ batches: [`Name\n${"A\n".repeat(500)}`] });
  await emulator.control.advance(500);
  const sizes: number[] = [];
  let path = "query?q=SELECT+Id+FROM+Account";
  while (path !== "") {
    const { text } = await rest(emulator, path, { headers: { "Sforce-Query-Options": "batchSize=200" } });
    const page = JSON.parse(text) as { records: unknown[]; nextRecordsUrl?: string };
    sizes.push(page.records.length);
    path = page.nextRecordsUrl ?? "";
  }
  expect(sizes).toEqual([200, 200, 100]);
});
