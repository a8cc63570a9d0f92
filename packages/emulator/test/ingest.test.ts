import { describe, expect, test } from "vitest";
import { createEmulator, defaultUserId, type Emulator } from "@sfbulk/emulator";
import { noon, parsed, type Reply, rest, restErrorOf, still } from "./call.ts";
import { changeIngest, createIngest, read, upload } from "./ingest-calls.ts";

async function load(emulator: Emulator, csv: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const id = await createIngest(emulator, more);
  await upload(emulator, id, csv);
  await changeIngest(emulator, id, "UploadComplete");
  await emulator.control.advance(500);
  return id;
}

describe("an ingest job", () => {
  test("is created as in the guide's sample, byte for byte (F-112, F-113, F-119)", async () => {
    const reply = await rest(still(), "jobs/ingest", {
      body: { object: "account", operation: "insert", contentType: "CSV", lineEnding: "LF" },
    });
    const id = String(parsed(reply)["id"]);
    expect(reply.status).toBe(200);
    expect(reply.type).toBe("application/json;charset=UTF-8");
    expect(reply.headers.get("sforce-limit-info")).toMatch(/^api-usage=1\/\d+$/);
    expect(reply.text).toBe(
      `{"id":"${id}","operation":"insert","object":"Account","createdById":"${defaultUserId}","createdDate":"2026-02-12T12:00:00.000+0000","systemModstamp":"2026-02-12T12:00:00.000+0000","state":"Open","concurrencyMode":"Parallel","contentType":"CSV","apiVersion":68.0,"contentUrl":"services/data/v68.0/jobs/ingest/${id}/batches","lineEnding":"LF","columnDelimiter":"COMMA"}`,
    );
  });

  test("takes data, is closed, and is processed by the clock (F-120, F-121, F-122)", async () => {
    const emulator = still();
    const id = await createIngest(emulator);
    expect(await upload(emulator, id, "Name\nAcme\n")).toMatchObject({ status: 201, text: "" });
    const state = async (): Promise<unknown> => parsed(await read(emulator, id))["state"];
    expect(await state()).toBe("Open");
    const closed = await changeIngest(emulator, id, "UploadComplete");
    expect([closed.status, parsed(closed)["state"]]).toEqual([200, "UploadComplete"]);
    await emulator.control.advance(200);
    expect(parsed(await read(emulator, id))).toMatchObject({
      state: "InProgress",
      systemModstamp: "2026-02-12T12:00:00.200+0000",
    });
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

  test("writes every 10,000 rows as a batch that counts, and keeps what was written when it is aborted (F-128)", async () => {
    const emulator = still({ batchQuota: 3 });
    const id = await createIngest(emulator);
    await upload(emulator, id, `Name\n${"Acme\n".repeat(20_001)}`);
    await changeIngest(emulator, id, "UploadComplete");
    await emulator.control.advance(500);
    expect(parsed(await read(emulator, id))).toMatchObject({ state: "InProgress", numberRecordsProcessed: 10_000 });
    expect((await changeIngest(emulator, id, "Aborted")).status).toBe(200);
    await emulator.control.advance(10_000);
    expect(parsed(await read(emulator, id))).toMatchObject({ state: "Aborted", numberRecordsProcessed: 10_000 });
    expect((await read(emulator, id, "/unprocessedrecords")).text).toBe(`"Name"\n${'"Acme"\n'.repeat(10_001)}`);
    const other = await createIngest(emulator);
    await upload(emulator, other, "Name\nA\n");
    expect(restErrorOf(await changeIngest(emulator, other, "UploadComplete"))).toEqual([
      400,
      "EXCEEDEDQUOTA",
      "ApiBatchItems Limit exceeded",
    ]);
    expect(parsed(await read(emulator, other))["state"]).toBe("Open");
  });

  test("is made, filled and closed by one request with two parts (F-126)", async () => {
    const emulator = still();
    const body = [
      "--a-boundary-7f3a",
      'Content-Disposition: form-data; name="job"',
      "Content-Type: application/json",
      "",
      '{"object":"Account","operation":"insert","contentType":"CSV","lineEnding":"CRLF"}',
      "--a-boundary-7f3a",
      'Content-Disposition: form-data; name="content"; filename="content"',
      "Content-Type: text/csv",
      "",
      "Name\r\nAcmé",
      "--a-boundary-7f3a--",
      "",
    ].join("\r\n");
    const reply = await rest(emulator, "jobs/ingest", { type: "multipart/form-data; boundary=a-boundary-7f3a", body });
    expect([reply.status, parsed(reply)["state"]]).toEqual([200, "UploadComplete"]);
    await emulator.control.advance(500);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "Acmé" }]);
    const broken = await rest(emulator, "jobs/ingest", { type: "multipart/form-data; boundary=y", body });
    expect(restErrorOf(broken).slice(0, 2)).toEqual([400, "INVALIDJOB"]);
    // With its header, that is one character more than may be.
    const large = body.replace("Acmé", "x".repeat(99_995));
    const whole = body.replace("Acmé", "x".repeat(99_994));
    const taken = await rest(emulator, "jobs/ingest", {
      type: "multipart/form-data; boundary=a-boundary-7f3a",
      body: whole,
    });
    expect(restErrorOf(taken)).toEqual([200, undefined, undefined]);
    const refused = await rest(emulator, "jobs/ingest", {
      type: "multipart/form-data; boundary=a-boundary-7f3a",
      body: large,
    });
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
  test("have the uploaded columns behind ids and errors, in another order than the rows came (F-130, F-131)", async () => {
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

  test("of a version before 53.0 have no id for a failed row (F-130)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({
      apiVersion: "52.0",
      state: "JobComplete",
      content: "Name,Phone\n,1\n",
      ageMs: 500,
    });
    expect((await read(emulator, id, "/failedResults")).text).toMatch(/^"sf__Error","Name","Phone"\n"REQUIRED/);
    const newer = await emulator.control.addIngestJob({ apiVersion: "53.0", state: "JobComplete" });
    expect((await read(emulator, newer.id, "/failedResults")).text).toMatch(/^"sf__Id","sf__Error"/);
  });

  test.each([
    ["PIPE", "|"],
    ["SEMICOLON", ";"],
    ["TAB", "\t"],
    ["CARET", "^"],
    ["BACKQUOTE", "`"],
    ["COMMA", ","],
  ])("come with the delimiter of their job: %s (F-129)", async (columnDelimiter, sign) => {
    const emulator = still();
    const csv = `Name${sign}Phone\r\n"A${sign}B"${sign}1\r\n`;
    const id = await load(emulator, csv, { columnDelimiter, lineEnding: "CRLF" });
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: `A${sign}B`, Phone: "1" }]);
    expect((await read(emulator, id, "/successfulResults")).text).toContain(`"A${sign}B"${sign}"1"\r\n`);
  });

  test("are not there before the end", async () => {
    const emulator = still();
    const id = await createIngest(emulator);
    expect((await read(emulator, id, "/successfulResults")).status).toBe(400);
  });
});

describe("data that cannot be processed fail the job, with a reason (F-121, F-122, F-129)", () => {
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

test("jobs that have ended are gone after seven days, open ones are not (F-118)", async () => {
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

describe("the operations of version 68.0", () => {
  const create = (emulator: Emulator, version: string, body: Readonly<Record<string, unknown>>): Promise<Reply> =>
    rest(emulator, `/services/data/v${version}/jobs/ingest`, { body });

  test.each([["refresh"], ["consentImport"]])(
    "%s may be for no object, and its rows are taken (F-133)",
    async (operation) => {
      const emulator = still();
      const created = await create(emulator, "68.0", { operation });
      expect(created.status).toBe(200);
      expect(parsed(created)).not.toHaveProperty("object");
      const id = String(parsed(created)["id"]);
      await upload(emulator, id, "Any,Column\n1,2\n3,4\n");
      await changeIngest(emulator, id, "UploadComplete");
      await emulator.control.advance(500);
      expect(parsed(await read(emulator, id))).toMatchObject({ state: "JobComplete", numberRecordsProcessed: 2 });
      expect(parsed(await create(emulator, "68.0", { operation, object: "account" }))["object"]).toBe("Account");
      expect((await create(emulator, "67.0", { operation })).status).toBe(400);
    },
  );

  test("others are for one", async () => {
    expect((await create(still(), "68.0", { operation: "insert" })).status).toBe(400);
  });
});

describe("a job that was put into the org", () => {
  const content = '"Name"\n"A"\n"B"\n"C"\n';

  test("fails after so many rows, which stay written", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ content, state: "UploadComplete", failsAfter: 2 });
    await emulator.control.advance(500);
    const job = parsed(await read(emulator, id));
    expect(job).toMatchObject({ state: "Failed", numberRecordsProcessed: 2, numberRecordsFailed: 0 });
    expect(job["errorMessage"]).toContain("before all of its rows were processed");
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "A" }, { Name: "B" }]);
    expect((await read(emulator, id, "/unprocessedrecords")).text).toBe('"Name"\n"C"\n');
  });

  test("takes as much longer as it is told", async () => {
    const emulator = still();
    const ingest = await emulator.control.addIngestJob({ content, state: "UploadComplete", extraTime: 1000 });
    const query = await emulator.control.addQueryJob({ extraTime: 1000 });
    const states = async (): Promise<unknown[]> => (await emulator.control.bulk2Jobs()).map(({ state }) => state);
    await emulator.control.advance(1400);
    expect(await states()).toEqual(["InProgress", "InProgress"]);
    await emulator.control.advance(100);
    expect(await states()).toEqual(["JobComplete", "JobComplete"]);
    expect([ingest.state, query.state]).toEqual(["UploadComplete", "UploadComplete"]);
  });
});
