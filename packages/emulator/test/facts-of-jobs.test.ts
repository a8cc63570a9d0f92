import { expect, test } from "vitest";
import { addCsv, call, change, json, parsed, still } from "./call.ts";

// Facts that no other test has need of.

const create = (fields: Readonly<Record<string, unknown>>): { type: string; body: string } => ({
  type: json,
  body: JSON.stringify({ operation: "insert", object: "Account", ...fields }),
});

test("every operation that there is makes a job (F-045)", async () => {
  const emulator = still({ permissions: ["BulkApiHardDelete"] });
  for (const operation of ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"]) {
    const key = operation === "upsert" ? { externalIdFieldName: "Ext__c" } : {};
    const reply = await call(emulator, "job", create({ operation, ...key }));
    expect([reply.status, parsed(reply)["operation"]]).toEqual([201, operation]);
  }
  expect((await call(emulator, "job", create({ operation: "merge" }))).status).toBe(400);
});

test("every content type that there is makes a job, and XML is what a job has without one (F-046)", async () => {
  const emulator = still();
  for (const contentType of ["XML", "CSV", "JSON", "ZIP_XML", "ZIP_CSV", "ZIP_JSON"]) {
    expect(parsed(await call(emulator, "job", create({ contentType })))["contentType"]).toBe(contentType);
  }
  expect(parsed(await call(emulator, "job", create({})))["contentType"]).toBe("XML");
});

test("a job without a batch closes (F-062)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const reply = await change(emulator, id, "Closed");
  expect([reply.status, parsed(reply)]).toMatchObject([200, { state: "Closed", numberBatchesTotal: 0 }]);
});

test("a closed job stays Closed when all of it is done (F-065)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ contentType: "JSON" });
  await call(emulator, `job/${id}/batch`, { type: json, body: '[{"Name":"Acme"}]' });
  await change(emulator, id, "Closed");
  await emulator.control.advance(60_000);
  expect(parsed(await call(emulator, `job/${id}`))).toMatchObject({ state: "Closed", numberBatchesCompleted: 1 });
});

test("all rows of a completed batch may have failed, and their results are there (F-073)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const batch = await addCsv(emulator, id, "Name,Phone\n,1\n,2\n");
  await emulator.control.advance(500);
  expect((await call(emulator, `job/${id}/batch/${batch}`)).text).toContain("<state>Completed</state>");
  const results = await call(emulator, `job/${id}/batch/${batch}/result`);
  expect([results.status, results.text.match(/"false","false"/g)]).toEqual([
    200,
    ['"false","false"', '"false","false"'],
  ]);
});
