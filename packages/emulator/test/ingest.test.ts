import { describe, expect, test } from "vitest";
import { createEmulator, defaultUserId, type Emulator } from "@sfbulk/emulator";
import { call, noon, parsed, type Reply, rest, restErrorOf, still } from "./call.ts";

const create = async (emulator: Emulator, more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  String(
    parsed(await rest(emulator, "jobs/ingest", { body: { object: "Account", operation: "insert", ...more } }))["id"],
  );
const upload = (emulator: Emulator, id: string, body: string): Promise<Reply> =>
  rest(emulator, `jobs/ingest/${id}/batches`, { method: "PUT", type: "text/csv", body });
const change = (emulator: Emulator, id: string, state: string, token = emulator.accessToken): Promise<Reply> =>
  rest(emulator, `jobs/ingest/${id}`, { method: "PATCH", body: { state }, token });
const read = (emulator: Emulator, id: string, part = ""): Promise<Reply> => rest(emulator, `jobs/ingest/${id}${part}`);

async function load(emulator: Emulator, csv: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const id = await create(emulator, more);
  await upload(emulator, id, csv);
  await change(emulator, id, "UploadComplete");
  await emulator.control.advance(500);
  return id;
}

describe("an ingest job", () => {
  test("is created as in the guide's sample, byte for byte", async () => {
    const reply = await rest(still(), "jobs/ingest", {
      body: { object: "account", operation: "insert", contentType: "CSV", lineEnding: "LF" },
    });
    const id = String(parsed(reply)["id"]);
    expect(reply.status).toBe(200);
    expect(reply.type).toBe("application/json;charset=UTF-8");
    expect(reply.headers.get("sforce-limit-info")).toMatch(/^api-usage=1\/\d+$/);
    expect(reply.text).toBe(
      `{"id":"${id}","operation":"insert","object":"Account","createdById":"${defaultUserId}","createdDate":"2026-02-12T12:00:00.000+0000","systemModstamp":"2026-02-12T12:00:00.000+0000","state":"Open","concurrencyMode":"Parallel","contentType":"CSV","apiVersion":66.0,"contentUrl":"services/data/v66.0/jobs/ingest/${id}/batches","lineEnding":"LF","columnDelimiter":"COMMA"}`,
    );
  });

  test("takes data, is closed, and is processed by the clock", async () => {
    const emulator = still();
    const id = await create(emulator);
    expect(await upload(emulator, id, "Name\nAcme\n")).toMatchObject({ status: 201, text: "" });
    const state = async (): Promise<unknown> => parsed(await read(emulator, id))["state"];
    expect(await state()).toBe("Open");
    const closed = await change(emulator, id, "UploadComplete");
    expect([closed.status, parsed(closed)["state"]]).toEqual([200, "UploadComplete"]);
    await emulator.control.advance(200);
    expect(await state()).toBe("InProgress");
    expect(await emulator.control.records("Account")).toEqual([]);
    await emulator.control.advance(300);
    expect(parsed(await read(emulator, id))).toMatchObject({
      state: "JobComplete",
      jobType: "V2Ingest",
      numberRecordsProcessed: 1,
      numberRecordsFailed: 0,
      retries: 0,
      totalProcessingTime: 300,
      apexProcessingTime: 0,
      systemModstamp: "2026-02-12T12:00:00.500+0000",
    });
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "Acme" }]);
  });

  test("writes every 10,000 rows as a batch that counts, and keeps what was written when it is aborted", async () => {
    const emulator = still({ batchQuota: 3 });
    const id = await create(emulator);
    await upload(emulator, id, `Name\n${"Acme\n".repeat(20_001)}`);
    await change(emulator, id, "UploadComplete");
    await emulator.control.advance(500);
    expect(parsed(await read(emulator, id))).toMatchObject({ state: "InProgress", numberRecordsProcessed: 10_000 });
    expect((await change(emulator, id, "Aborted")).status).toBe(200);
    await emulator.control.advance(10_000);
    expect(parsed(await read(emulator, id))).toMatchObject({ state: "Aborted", numberRecordsProcessed: 10_000 });
    expect((await read(emulator, id, "/unprocessedrecords")).text).toBe(`"Name"\n${'"Acme"\n'.repeat(10_001)}`);
    const other = await create(emulator);
    await upload(emulator, other, "Name\nA\n");
    expect(restErrorOf(await change(emulator, other, "UploadComplete"))).toEqual([
      400,
      "EXCEEDEDQUOTA",
      "ApiBatchItems Limit exceeded",
    ]);
    expect(parsed(await read(emulator, other))["state"]).toBe("Open");
  });

  test("is made, filled and closed by one request with two parts", async () => {
    const emulator = still();
    const body = [
      "--x",
      'Content-Disposition: form-data; name="job"',
      "Content-Type: application/json",
      "",
      '{"object":"Account","operation":"insert","contentType":"CSV","lineEnding":"CRLF"}',
      "--x",
      'Content-Disposition: form-data; name="content"; filename="content"',
      "Content-Type: text/csv",
      "",
      "Name\r\nAcmé",
      "--x--",
      "",
    ].join("\r\n");
    const reply = await rest(emulator, "jobs/ingest", { type: "multipart/form-data; boundary=x", body });
    expect([reply.status, parsed(reply)["state"]]).toEqual([200, "UploadComplete"]);
    await emulator.control.advance(500);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "Acmé" }]);
    const broken = await rest(emulator, "jobs/ingest", { type: "multipart/form-data; boundary=y", body });
    expect(restErrorOf(broken).slice(0, 2)).toEqual([400, "INVALIDJOB"]);
    const large = body.replace("Acmé", "x".repeat(100_001));
    const refused = await rest(emulator, "jobs/ingest", { type: "multipart/form-data; boundary=x", body: large });
    expect(restErrorOf(refused).slice(0, 2)).toEqual([400, "INVALIDJOB"]);
  });

  test("upserts by an external id, and says so", async () => {
    const emulator = still();
    const more = { operation: "upsert", externalIdFieldName: "Ext__c" };
    await load(emulator, "Name,Ext__c\nA,1\n", more);
    const id = await load(emulator, "Name,Ext__c\nB,1\nC,2\n", more);
    expect(parsed(await read(emulator, id))).toMatchObject({ externalIdFieldName: "Ext__c", operation: "upsert" });
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "B" }, { Name: "C" }]);
    expect((await read(emulator, id, "/successfulResults")).text).toMatch(/^"\w+","true","C","2"\n"\w+","false","B"/m);
  });
});

describe("the results of an ingest job", () => {
  test("have the uploaded columns behind ids and errors, in another order than the rows came", async () => {
    const emulator = still();
    const id = await load(emulator, 'Name,Phone\n"A ""q""",1\n,2\nB,\n');
    const [a, b] = (await emulator.control.records("Account")).map((record) => String(record["Id"]));
    const successful = await read(emulator, id, "/successfulResults");
    expect([successful.status, successful.type]).toEqual([200, "text/csv"]);
    expect(successful.text).toBe(
      `"sf__Id","sf__Created","Name","Phone"\n"${b}","true","B",""\n"${a}","true","A ""q""","1"\n`,
    );
    expect((await read(emulator, id, "/failedResults")).text).toBe(
      '"sf__Id","sf__Error","Name","Phone"\n"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","2"\n',
    );
    expect((await read(emulator, id, "/unprocessedrecords")).text).toBe('"Name","Phone"\n');
  });

  test("of a version before 53.0 have no id for a failed row", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({
      apiVersion: "52.0",
      state: "JobComplete",
      content: "Name,Phone\n,1\n",
      ageMs: 500,
    });
    expect((await read(emulator, id, "/failedResults")).text).toMatch(/^"sf__Error","Name","Phone"\n"REQUIRED/);
  });

  test.each([
    ["PIPE", "|"],
    ["SEMICOLON", ";"],
    ["TAB", "\t"],
    ["CARET", "^"],
    ["BACKQUOTE", "`"],
    ["COMMA", ","],
  ])("come with the delimiter of their job: %s", async (columnDelimiter, sign) => {
    const emulator = still();
    const csv = `Name${sign}Phone\r\n"A${sign}B"${sign}1\r\n`;
    const id = await load(emulator, csv, { columnDelimiter, lineEnding: "CRLF" });
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: `A${sign}B`, Phone: "1" }]);
    expect((await read(emulator, id, "/successfulResults")).text).toContain(`"A${sign}B"${sign}"1"\r\n`);
  });

  test("are not there before the end", async () => {
    const emulator = still();
    const id = await create(emulator);
    expect((await read(emulator, id, "/successfulResults")).status).toBe(400);
  });
});

describe("data that cannot be processed fail the job, with a reason", () => {
  test.each([
    [
      "LF",
      "Name\r\nAcme\r\n",
      "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF",
    ],
    [
      "CRLF",
      "Name\nAcme\n",
      "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF",
    ],
    ["LF", "Nonsense\nAcme\n", "InvalidBatch : Field name not found : Nonsense"],
    ["LF", "Name\n", "InvalidBatch : Records not found"],
    ["LF", "", "InvalidBatch : Records not found"],
    ["LF", "Name\nA,B\n", "InvalidBatch : Failed to parse CSV: a row has 2 values for 1 columns"],
  ])("%s, %j", async (lineEnding, csv, errorMessage) => {
    const emulator = still();
    const id = await load(emulator, csv, { lineEnding });
    expect(parsed(await read(emulator, id))).toMatchObject({
      state: "Failed",
      errorMessage,
      numberRecordsProcessed: 0,
    });
    expect(await emulator.control.records("Account")).toEqual([]);
  });

  test("their rows are unprocessed", async () => {
    const emulator = still();
    const id = await load(emulator, "Nonsense\nA\nB\n");
    expect((await read(emulator, id, "/unprocessedrecords")).text).toBe('"Nonsense"\n"B"\n"A"\n');
  });
});

describe("refusals", () => {
  test.each<[string, Readonly<Record<string, unknown>> | string, string, string | undefined]>([
    ["an operation in the wrong case", { operation: "INSERT" }, "INVALIDJOB", "Unable to parse Job"],
    ["a query", { operation: "query" }, "INVALIDJOB", "Unable to parse Job"],
    ["another content type", { contentType: "JSON" }, "INVALIDJOB", "Unable to parse Job"],
    ["an unknown delimiter", { columnDelimiter: "," }, "INVALIDJOB", "Unable to parse Job"],
    ["an unknown field", { nonsense: 1 }, "INVALIDJOB", "Unable to parse Job"],
    ["no JSON", "{", "INVALIDJOB", "Unable to parse Job"],
    ["an unknown object", { object: "Video__c" }, "INVALIDJOB", "Unable to find object: Video__c"],
    ["an upsert without an external id", { operation: "upsert" }, "INVALIDJOB", undefined],
    ["hardDelete without the permission", { operation: "hardDelete" }, "FEATURENOTENABLED", undefined],
    [
      "an object that is not for the Bulk API",
      { object: "Event__e" },
      "INVALIDENTITY",
      "Entity 'Event__e' is not supported by the Bulk API.",
    ],
  ])("of %s", async (_, more, code, message) => {
    const emulator = still({ objects: { Event__e: { keyPrefix: "e00", bulk: false, fields: {} } } });
    const body = typeof more === "string" ? more : { object: "Account", operation: "insert", ...more };
    const error = restErrorOf(await rest(emulator, "jobs/ingest", { body, type: "application/json" }));
    expect(error.slice(0, 2)).toEqual([400, code]);
    if (message !== undefined) expect(error[2]).toBe(message);
    expect(await emulator.control.bulk2Jobs()).toEqual([]);
  });

  test.each([
    ["JobComplete", "UploadComplete", "Closing already Completed Job not allowed"],
    ["UploadComplete", "UploadComplete", "Closing already closed Job not allowed"],
    ["Aborted", "UploadComplete", "Closing already aborted Job not allowed"],
    ["Failed", "UploadComplete", "Closing already failed Job not allowed"],
    ["JobComplete", "Aborted", "Aborting already Completed Job not allowed"],
    ["Aborted", "Aborted", "Aborting already aborted Job not allowed"],
    ["Failed", "Aborted", "Aborting already failed Job not allowed"],
  ] as const)("a job that is %s, asked to be %s", async (state, asked, message) => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ state, content: "Name\nA\n" });
    if (state === "JobComplete") await emulator.control.advance(500);
    expect(restErrorOf(await change(emulator, id, asked))).toEqual([400, "INVALIDJOBSTATE", message]);
    expect((await emulator.control.bulk2Job(id))?.state).toBe(state);
  });

  test("a second upload is told at the close, as recorded; aborting still works", async () => {
    const emulator = still();
    const id = await create(emulator);
    await upload(emulator, id, "Name\nA\n");
    expect((await upload(emulator, id, "Name\nB\n")).status).toBe(201);
    expect(restErrorOf(await change(emulator, id, "UploadComplete"))).toEqual([
      400,
      "INVALIDJOB",
      `Found multipe contents for job: <${id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    ]);
    expect((await change(emulator, id, "Aborted")).status).toBe(200);
    expect((await upload(emulator, id, "Name\nA\n")).status).toBe(400);
  });

  test("states that do not exist, other fields, and another type than CSV", async () => {
    const emulator = still();
    const id = await create(emulator);
    for (const state of ["Closed", "Open", "JobComplete"]) expect((await change(emulator, id, state)).status).toBe(400);
    const body = { state: "Aborted", object: "Lead" };
    expect((await rest(emulator, `jobs/ingest/${id}`, { method: "PATCH", body })).status).toBe(400);
    const put = await rest(emulator, `jobs/ingest/${id}/batches`, {
      method: "PUT",
      type: "application/json",
      body: "[]",
    });
    expect(put.status).toBe(400);
    expect(parsed(await read(emulator, id))["state"]).toBe("Open");
  });

  test("only the creator uploads and closes; aborting and deleting take the creator or a permission", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ createdById: "0058Z000000Oth1AAA" });
    for (const reply of [
      await upload(emulator, id, "Name\nA\n"),
      await change(emulator, id, "UploadComplete"),
      await change(emulator, id, "Aborted"),
      await rest(emulator, `jobs/ingest/${id}`, { method: "DELETE" }),
    ]) {
      expect(restErrorOf(reply).slice(0, 2)).toEqual([400, "INVALIDUSER"]);
    }
    const token = await emulator.control.issueToken({ permissions: ["ManageDataIntegrations"] });
    expect((await change(emulator, id, "Aborted", token)).status).toBe(200);
  });

  test.each([
    ["Open", 400],
    ["UploadComplete", 204],
    ["JobComplete", 204],
    ["Aborted", 204],
    ["Failed", 204],
  ] as const)("deleting a job that is %s: %i", async (state, status) => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ state });
    const reply = await rest(emulator, `jobs/ingest/${id}`, { method: "DELETE" });
    expect(reply.status).toBe(status);
    if (status === 204) expect((await read(emulator, id)).status).toBe(404);
    else {
      expect(restErrorOf(reply).slice(1)).toEqual([
        "API_ERROR",
        "Error encountered when deleting the job because the job is not terminated",
      ]);
    }
  });

  test("a job that is deleted before its time has come is not processed; one in progress stays", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ state: "UploadComplete", content: "Name\nA\n" });
    await rest(emulator, `jobs/ingest/${id}`, { method: "DELETE" });
    await emulator.control.advance(1000);
    expect(await emulator.control.records("Account")).toEqual([]);
    const late = await emulator.control.addIngestJob({ state: "UploadComplete", content: "Name\nA\n" });
    await emulator.control.advance(200);
    expect((await rest(emulator, `jobs/ingest/${late.id}`, { method: "DELETE" })).status).toBe(400);
  });

  test("sessions, ids, methods and versions", async () => {
    const emulator = still();
    const id = await create(emulator);
    const expired = await rest(emulator, `jobs/ingest/${id}`, { token: "00D!x" });
    expect(expired).toMatchObject({
      status: 401,
      text: '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]',
    });
    // The session header of Bulk API 1.0 is none here.
    expect((await call(emulator, `/services/data/v66.0/jobs/ingest/${id}`)).status).toBe(401);
    const none = [404, "NOT_FOUND", "The requested resource does not exist"];
    for (const path of ["7508Z00000NoSuc", `${id}/nonsense`, "x/batches/y"]) {
      expect(restErrorOf(await rest(emulator, `jobs/ingest/${path}`))).toEqual(none);
    }
    expect(restErrorOf(await rest(emulator, "/services/data/v99.0/jobs/ingest"))).toEqual(none);
    expect((await rest(emulator, "/services/data/v30.0/jobs/ingest")).status).toBe(410);
    const wrong = await rest(emulator, `jobs/ingest/${id}`, { method: "POST", body: {} });
    expect(restErrorOf(wrong).slice(0, 2)).toEqual([405, "METHOD_NOT_ALLOWED"]);
    expect(restErrorOf(wrong)[2]).toBe("HTTP Method 'POST' not allowed. Allowed are GET, PATCH, DELETE");
  });

  test("an upload may be larger than a batch of Bulk API 1.0", async () => {
    const emulator = still();
    const id = await create(emulator, { object: "Custom__c" });
    const row = `${"x".repeat(30_000)}\n`;
    expect((await upload(emulator, id, `Note__c\n${row.repeat(900)}`)).status).toBe(201);
  });
});

test("jobs that have ended are gone after seven days, open ones are not", async () => {
  let now = noon;
  const emulator = createEmulator({ now: () => now });
  const open = await emulator.control.addIngestJob();
  const done = await emulator.control.addIngestJob({ state: "UploadComplete", content: "Name\nA\n" });
  now += 500;
  expect((await read(emulator, done.id)).status).toBe(200);
  now += 7 * 24 * 60 * 60 * 1000;
  expect((await read(emulator, done.id)).status).toBe(200);
  now += 1;
  expect((await read(emulator, done.id)).status).toBe(404);
  expect((await read(emulator, open.id)).status).toBe(200);
});
