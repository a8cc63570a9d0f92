import { expect, test } from "vitest";
import { addCsv, call, change, errorOf, idIn, json, parsed, still, xml } from "./call.ts";

// The test vectors of the protocol reference, §14, under their numbers.

const insertAccount = JSON.stringify({ operation: "insert", object: "Account", contentType: "CSV" });

test("1: a job is created by JSON: 201, JSON, Open, 24 keys (F-033, F-044)", async () => {
  const reply = await call(still(), "job", { type: json, body: insertAccount });
  expect([reply.status, reply.type]).toEqual([201, "application/json"]);
  const job = parsed(reply);
  expect(job["state"]).toBe("Open");
  expect(Object.keys(job)).toHaveLength(24);
});

test("2: a job is created by XML: 201 in the layout of XML (F-044)", async () => {
  const body =
    '<?xml version="1.0" encoding="UTF-8"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>insert</operation><object>Account</object><contentType>CSV</contentType></jobInfo>';
  const reply = await call(still(), "job", { type: "application/xml; charset=UTF-8", body });
  expect([reply.status, reply.type]).toEqual([201, "application/xml"]);
  expect(reply.text).toContain("\n <state>Open</state>\n <concurrencyMode>Parallel</concurrencyMode>\n");
});

test("3: an enum in the wrong case cannot be parsed (F-047)", async () => {
  const body = insertAccount.replace("insert", "INSERT");
  const reply = await call(still(), "job", { type: json, body });
  expect(errorOf(reply)).toEqual([400, "InvalidJob", "Unable to parse Job"]);
});

test("4, 5: a job closes once (F-056, F-057)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const first = await change(emulator, id, "Closed");
  expect([first.status, parsed(first)["state"]]).toEqual([200, "Closed"]);
  const second = await change(emulator, id, "Closed");
  expect(errorOf(second)).toEqual([400, "InvalidJobState", "Closing already closed Job not allowed"]);
});

test("6: an aborted job does not close (F-058, F-059)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  expect(parsed(await change(emulator, id, "Aborted"))["state"]).toBe("Aborted");
  const reply = await change(emulator, id, "Closed");
  expect(errorOf(reply)).toEqual([400, "InvalidJobState", "Closing already aborted Job not allowed"]);
});

test("7: a closed job takes no batch (F-068)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ state: "Closed" });
  const reply = await call(emulator, `job/${id}/batch`, { type: "text/csv", body: "Name\nAcme\n" });
  expect(errorOf(reply)).toEqual([
    400,
    "InvalidJobState",
    "Failed to create batch, since the Job is not Open. Current job state is 'Closed'",
  ]);
});

test("8: Bearer alone is no session (F-005)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const headers = { Authorization: `Bearer ${emulator.accessToken}` };
  const reply = await call(emulator, `job/${id}`, { token: null, headers });
  expect(errorOf(reply)).toEqual([400, "InvalidSessionId", "Unable to find session id"]);
});

test("9: an expired token, without a Content-Type, is an error in XML (F-008)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  await emulator.control.expireToken(emulator.accessToken);
  const reply = await call(emulator, `job/${id}`);
  expect(errorOf(reply)).toEqual([400, "InvalidSessionId", "Invalid session id"]);
  expect(reply.type).toBe(xml);
});

test("10: an unknown job is an error in JSON for a request in JSON (F-025)", async () => {
  const reply = await call(still(), "job/7509H0000016GUXQA2", { type: json });
  expect(errorOf(reply).slice(0, 2)).toEqual([400, "InvalidJob"]);
  expect(reply.type).toBe("application/json");
});

test("11, 12: closing a CSV job by JSON is answered in JSON, its batches in XML (F-024)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ contentType: "CSV" });
  expect((await change(emulator, id, "Closed")).type).toBe(json);
  expect((await call(emulator, `job/${id}/batch`, { type: json })).type).toBe(xml);
});

test("13: closing does not wait for a queued batch, and does not stop it (F-064)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const batch = await addCsv(emulator, id, "Name\nAcme\n");
  expect(parsed(await change(emulator, id, "Closed"))).toMatchObject({ state: "Closed", numberBatchesQueued: 1 });
  await emulator.control.advance(500);
  expect((await call(emulator, `job/${id}/batch/${batch}`)).text).toContain("<state>Completed</state>");
  expect(await emulator.control.job(id)).toMatchObject({ numberBatchesQueued: 0, numberBatchesCompleted: 1 });
});

test("14: aborting a job leaves its queued batch unprocessed for ever (F-067)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const batch = await addCsv(emulator, id, "Name\nAcme\n");
  await change(emulator, id, "Aborted");
  await emulator.control.advance(60_000);
  expect((await call(emulator, `job/${id}/batch/${batch}`)).text).toContain("<state>NotProcessed</state>");
  expect(await emulator.control.records("Account")).toEqual([]);
});

test("15: the job list has the job, as Classic (F-143)", async () => {
  const emulator = still();
  const id = idIn(await call(emulator, "job", { type: json, body: insertAccount }));
  const reply = await call(emulator, "/services/data/v68.0/jobs/ingest?jobType=Classic", {
    token: null,
    headers: { Authorization: `Bearer ${emulator.accessToken}` },
  });
  expect(reply.status).toBe(200);
  expect(parsed(reply)).toMatchObject({ done: true, nextRecordsUrl: null, records: [{ id, jobType: "Classic" }] });
});
