import { expect, test } from "vitest";
import { gunzipSync, gzipSync } from "node:zlib";
import { addCsv, call, change, errorOf, json, still, xml } from "./call.ts";

const namespace = 'xmlns="http://www.force.com/2009/06/asyncapi/dataload"';
const closeInXml = `<jobInfo ${namespace}><state>Closed</state></jobInfo>`;

// The table of §1.4: which form comes back, row by row.

test.each([
  ["JSON", "CSV", json],
  ["XML", "JSON", xml],
] as const)("creating by %s a job of %s answers in the request's form (F-022)", async (form, contentType, expected) => {
  const body =
    form === "JSON"
      ? JSON.stringify({ operation: "insert", object: "Account", contentType })
      : `<jobInfo ${namespace}><operation>insert</operation><object>Account</object><contentType>${contentType}</contentType></jobInfo>`;
  expect(await call(still(), "job", { type: expected, body })).toMatchObject({ status: 201, type: expected });
});

test.each([
  ["CSV", `${json}; charset=UTF-8`, '{"state":"Closed"}', json],
  ["XML", json, '{"state":"Closed"}', json],
  ["CSV", "application/xml; charset=UTF-8", closeInXml, xml],
  ["JSON", xml, closeInXml, xml],
  ["CSV", "text/csv", closeInXml, xml],
  ["JSON", undefined, closeInXml, xml],
])("closing a job of %s by %s (F-023)", async (contentType, type, body, expected) => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ contentType });
  const reply = await call(emulator, `job/${id}`, { ...(type === undefined ? {} : { type }), body });
  expect(reply).toMatchObject({ status: 200, type: expected });
});

test.each([
  ["JSON", undefined, json],
  ["JSON", xml, json],
  ["ZIP_JSON", undefined, json],
  ["CSV", undefined, xml],
  ["XML", undefined, xml],
  ["ZIP_CSV", undefined, xml],
  ["CSV", json, xml],
])("reading a job of %s and its batches, Content-Type %s (F-024)", async (contentType, type, expected) => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ contentType });
  const init = type === undefined ? {} : { type };
  expect((await call(emulator, `job/${id}`, init)).type).toBe(expected);
  expect((await call(emulator, `job/${id}/batch`, init)).type).toBe(expected);
  expect((await call(emulator, `job/${id}/batch/7518Z00000NoSuc`, init)).type).toBe(expected);
});

test("an error about a known job goes by the job, about an unknown one by the request; Accept has no say (F-025, F-026)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ contentType: "JSON", state: "Closed" });
  expect((await call(emulator, `job/${id}/batch`, { type: "text/csv", body: "x" })).type).toBe(json);
  expect((await change(emulator, id, "Closed")).type).toBe(json);
  expect((await call(emulator, "job/7508Z00000NoSuc", { type: json })).type).toBe(json);
  expect((await call(emulator, "job/7508Z00000NoSuc", { headers: { Accept: json } })).type).toBe(xml);
});

test("a request may be compressed; what is stored is what was in it (F-039)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const body = new Uint8Array(gzipSync("Name\nAcme\n"));
  const reply = await call(emulator, `job/${id}/batch`, {
    type: "text/csv",
    body,
    headers: { "Content-Encoding": "gzip" },
  });
  expect(reply.status).toBe(201);
  const batch = /<id>(\w+)/.exec(reply.text)?.[1] ?? "";
  expect((await call(emulator, `job/${id}/batch/${batch}/request`)).text).toBe("Name\nAcme\n");
  expect((await emulator.control.exchanges())[0]).toMatchObject({ wireBytes: body.length, bodyBytes: 10 });
});

test("a request that is called gzip and is not, one that is cut, and another coding (F-040)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const send = async (coding: string, body: Uint8Array<ArrayBuffer> | string): Promise<unknown[]> =>
    errorOf(await call(emulator, `job/${id}`, { type: json, body, headers: { "Content-Encoding": coding } }));
  expect((await send("gzip", '{"state":"Closed"}'))[0]).toBe(400);
  expect((await send("gzip", new Uint8Array(gzipSync('{"state":"Closed"}').subarray(0, 20))))[0]).toBe(400);
  expect((await send("deflate", "x"))[0]).toBe(415);
  expect((await emulator.control.job(id))?.state).toBe("Open");
  expect((await send("gzip", new Uint8Array(gzipSync('{"state":"Closed"}'))))[0]).toBe(200);
});

test("a request that is small compressed and huge decompressed is refused without being held (F-042)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const body = new Uint8Array(gzipSync(new Uint8Array(200_000_000)));
  const reply = await call(emulator, `job/${id}/batch`, {
    type: "text/csv",
    body,
    headers: { "Content-Encoding": "gzip" },
  });
  expect(errorOf(reply)).toEqual([
    400,
    "ClientInputError",
    "Failed to read request. Exceeded max size limit of 10000000",
  ]);
});

test.each([
  ["gzip", true],
  ["deflate, gzip;q=0.5", true],
  ["gzip, deflate, br, zstd", true],
  ["gzip;q=0", false],
  ["br", false],
  ["identity", false],
])("Accept-Encoding: %s (F-043)", async (accepted, compressed) => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const response = await emulator.fetch(`${emulator.instanceUrl}/services/async/68.0/job/${id}`, {
    headers: { "X-SFDC-Session": emulator.accessToken, "Accept-Encoding": accepted },
  });
  expect(response.headers.get("content-encoding")).toBe(compressed ? "gzip" : null);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(compressed ? gunzipSync(bytes) : bytes);
  expect(text).toContain(`<id>${id}</id>`);
});

test("the request of a batch comes back as it was submitted, with the job's type (F-082)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const body = '\ufeff"Name","Phone"\r\n"Ac""me",\r\n';
  const batch = await addCsv(emulator, id, body);
  const response = await emulator.fetch(`/services/async/68.0/job/${id}/batch/${batch}/request`, {
    headers: { "X-SFDC-Session": emulator.accessToken },
  });
  expect(response.headers.get("content-type")).toBe("text/csv");
  expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe(Buffer.from(body).toString("hex"));
});
