import { expect, test } from "vitest";
import { addCsv, call, change, idIn, json, parsed, still, xml } from "./call.ts";

// Byte for byte what the protocol reference has as recorded.

const start = '<?xml version="1.0" encoding="UTF-8"?>';
const namespace = 'xmlns="http://www.force.com/2009/06/asyncapi/dataload"';
const user = "0058Z000000Emu1QAC";

test("a job in XML (F-031, F-034)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ operation: "update", apiVersion: "65.0" });
  expect((await call(emulator, `job/${id}`)).text).toBe(`${start}<jobInfo
   ${namespace}>
 <id>${id}</id>
 <operation>update</operation>
 <object>Account</object>
 <createdById>${user}</createdById>
 <createdDate>2026-02-12T12:00:00.000Z</createdDate>
 <systemModstamp>2026-02-12T12:00:00.000Z</systemModstamp>
 <state>Open</state>
 <concurrencyMode>Parallel</concurrencyMode>
 <contentType>CSV</contentType>
 <numberBatchesQueued>0</numberBatchesQueued>
 <numberBatchesInProgress>0</numberBatchesInProgress>
 <numberBatchesCompleted>0</numberBatchesCompleted>
 <numberBatchesFailed>0</numberBatchesFailed>
 <numberBatchesTotal>0</numberBatchesTotal>
 <numberRecordsProcessed>0</numberRecordsProcessed>
 <numberRetries>0</numberRetries>
 <apiVersion>65.0</apiVersion>
 <numberRecordsFailed>0</numberRecordsFailed>
 <totalProcessingTime>0</totalProcessingTime>
 <apiActiveProcessingTime>0</apiActiveProcessingTime>
 <apexProcessingTime>0</apexProcessingTime>
</jobInfo>`);
});

test("the optional elements of a job in XML stand in their places (F-032)", async () => {
  const body = `<jobInfo ${namespace}><operation>upsert</operation><object>Lead</object><externalIdFieldName>Ext__c</externalIdFieldName><contentType>XML</contentType><assignmentRuleId>01Q000000000001AAA</assignmentRuleId></jobInfo>`;
  const { text } = await call(still(), "job", { type: xml, body });
  expect(text).toContain(
    "\n <state>Open</state>\n <externalIdFieldName>Ext__c</externalIdFieldName>\n <concurrencyMode>",
  );
  expect(text).toContain(
    "\n <apiVersion>68.0</apiVersion>\n <assignmentRuleId>01Q000000000001AAA</assignmentRuleId>\n <numberRecordsFailed>",
  );
});

test("a job in JSON: one line, keys in alphabetical order, apiVersion with its decimal (F-033, F-034)", async () => {
  const emulator = still();
  const { text } = await call(emulator, "job", {
    type: json,
    body: '{"operation":"insert","object":"Account","contentType":"CSV"}',
  });
  const id = /"id":"(\w+)"/.exec(text)?.[1];
  expect(text).toBe(
    `{"apexProcessingTime":0,"apiActiveProcessingTime":0,"apiVersion":68.0,"assignmentRuleId":null,"concurrencyMode":"Parallel","contentType":"CSV","createdById":"${user}","createdDate":"2026-02-12T12:00:00.000+0000","externalIdFieldName":null,"fastPathEnabled":false,"id":"${id}","numberBatchesCompleted":0,"numberBatchesFailed":0,"numberBatchesInProgress":0,"numberBatchesQueued":0,"numberBatchesTotal":0,"numberRecordsFailed":0,"numberRecordsProcessed":0,"numberRetries":0,"object":"Account","operation":"insert","state":"Open","systemModstamp":"2026-02-12T12:00:00.000+0000","totalProcessingTime":0}`,
  );
});

test("a batch in XML, alone and in a list, and an empty list (F-035, F-071)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  expect((await call(emulator, `job/${id}/batch`)).text).toBe(`${start}<batchInfoList\n   ${namespace} />`);
  const created = await call(emulator, `job/${id}/batch`, { type: "text/csv; charset=UTF-8", body: "Name\nAcme\n" });
  const batch = idIn(created);
  const elements = `<id>${batch}</id>
 <jobId>${id}</jobId>
 <state>Queued</state>
 <createdDate>2026-02-12T12:00:00.000Z</createdDate>
 <systemModstamp>2026-02-12T12:00:00.000Z</systemModstamp>
 <numberRecordsProcessed>0</numberRecordsProcessed>
 <numberRecordsFailed>0</numberRecordsFailed>
 <totalProcessingTime>0</totalProcessingTime>
 <apiActiveProcessingTime>0</apiActiveProcessingTime>
 <apexProcessingTime>0</apexProcessingTime>`;
  expect(created.text).toBe(`${start}<batchInfo\n   ${namespace}>\n ${elements}\n</batchInfo>`);
  expect((await call(emulator, `job/${id}/batch/${batch}`)).text).toBe(created.text);
  expect((await call(emulator, `job/${id}/batch`)).text).toBe(
    `${start}<batchInfoList\n   ${namespace}>\n <batchInfo>\n  ${elements.replaceAll("\n ", "\n  ")}\n </batchInfo>\n</batchInfoList>`,
  );
});

test("a batch in JSON, alone and in a list (F-036, F-071)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ contentType: "JSON" });
  expect((await call(emulator, `job/${id}/batch`)).text).toBe('{"batchInfo":[]}');
  const created = await call(emulator, `job/${id}/batch`, { type: json, body: '[{"Name":"Acme"}]' });
  expect(created.text).toBe(
    `{"apexProcessingTime":0,"apiActiveProcessingTime":0,"createdDate":"2026-02-12T12:00:00.000+0000","id":"${idIn(created)}","jobId":"${id}","numberRecordsFailed":0,"numberRecordsProcessed":0,"state":"Queued","stateMessage":null,"systemModstamp":"2026-02-12T12:00:00.000+0000","totalProcessingTime":0}`,
  );
  expect((await call(emulator, `job/${id}/batch`)).text).toBe(`{"batchInfo":[${created.text}]}`);
});

test("a stateMessage stands between state and createdDate (F-037, F-084)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const batch = await addCsv(emulator, id, "Nonsense\nAcme\n");
  await emulator.control.advance(500);
  expect((await call(emulator, `job/${id}/batch/${batch}`)).text).toContain(
    "\n <state>Failed</state>\n <stateMessage>InvalidBatch : Field name not found : Nonsense</stateMessage>\n <createdDate>",
  );
});

test("an error in JSON and in XML (F-038)", async () => {
  const emulator = still();
  expect((await call(emulator, "job/x", { token: "00D!x", type: json })).text).toBe(
    '{"exceptionCode":"InvalidSessionId","exceptionMessage":"Invalid session id"}',
  );
  expect((await call(emulator, "job/x", { token: "00D!x" })).text).toBe(`${start}<error
   ${namespace}>
 <exceptionCode>InvalidSessionId</exceptionCode>
 <exceptionMessage>Invalid session id</exceptionMessage>
</error>`);
});

test("what comes from outside is escaped in XML (F-010)", async () => {
  const body = `<jobInfo ${namespace}><operation>insert</operation><object>A&lt;b&gt;&amp;"'</object></jobInfo>`;
  const { text } = await call(still(), "job", { type: xml, body });
  expect(text).toContain("<exceptionMessage>Unable to find object: A&lt;b&gt;&amp;\"'</exceptionMessage>");
});

test("the headers of an answer, with the relative address of a new batch (F-027, F-028, F-029, F-030)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ contentType: "JSON" });
  const { status, headers, text } = await call(emulator, `job/${id}/batch`, { type: json, body: '[{"Name":"A"}]' });
  expect(status).toBe(201);
  expect(Object.fromEntries(headers)).toEqual({
    date: "Thu, 12 Feb 2026 12:00:00 GMT",
    "content-type": "application/json",
    location: `/services/async/68.0/job/${id}/batch/${parsed({ status, headers, text, type: null })["id"] as string}`,
    "cache-control": "no-cache,must-revalidate,max-age=0,no-store,private",
    server: "sfdcedge",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "none",
    "x-request-id": expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    "x-sfdc-request-id": headers.get("x-request-id"),
    "set-cookie": "CookieConsentPolicy=0:1; path=/",
  });
  const next = await call(emulator, `job/${id}`);
  expect(next.headers.get("x-request-id")).not.toBe(headers.get("x-request-id"));
});

test("the answer to a close shows when the job was changed before, the next one when it was closed (F-063)", async () => {
  const emulator = still();
  const { id, systemModstamp } = await emulator.control.addJob({ ageMs: 1000 });
  const closed = parsed(await change(emulator, id, "Closed"));
  expect(closed["systemModstamp"]).toBe(systemModstamp.replace("Z", "+0000"));
  expect((await call(emulator, `job/${id}`)).text).toContain(
    "<systemModstamp>2026-02-12T12:00:00.000Z</systemModstamp>",
  );
});

test("ids have their prefixes, 18 characters and the right checksum; tokens their shape (F-018, F-019, F-020)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const batch = await addCsv(emulator, id, "Name\nAcme\n");
  await emulator.control.advance(500);
  const [record] = await emulator.control.records("Account");
  const { toLongId } = await import("@sfbulk/core");
  for (const [prefix, one] of [
    ["750", id],
    ["751", batch],
    ["001", String(record?.["Id"])],
  ] as const) {
    expect(one).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{15}$`));
    expect(toLongId(one.slice(0, 15))).toBe(one);
  }
  expect(emulator.accessToken).toMatch(/^00D\w{12,15}![.\w]+$/);
});

test("the same seed gives the same ids, another one others", async () => {
  const first = await still().control.addJob();
  expect(await still().control.addJob()).toEqual(first);
  expect((await still({ seed: 2 }).control.addJob()).id).not.toBe(first.id);
});
