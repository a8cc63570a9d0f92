import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { defaultUser, defaultUserId } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { bearer, call, errorOf, idIn, json, parsed, rest, restErrorOf, still } from "./call.ts";
import { send } from "./send.ts";

// What Salesforce's own clients send: WSC (Data Loader), and the sf CLI.

const gzip = { "Content-Encoding": "gzip" };

/** A job as WSC writes it in JSON: every property, whether it is set or not. */
const wscJob = (set: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    id: null,
    operation: null,
    object: null,
    createdById: null,
    createdDate: null,
    systemModstamp: null,
    state: null,
    externalIdFieldName: null,
    concurrencyMode: null,
    contentType: null,
    numberBatchesQueued: 0,
    numberBatchesInProgress: 0,
    numberBatchesCompleted: 0,
    numberBatchesFailed: 0,
    numberBatchesTotal: 0,
    numberRecordsProcessed: 0,
    numberRetries: 0,
    apiVersion: 0.0,
    assignmentRuleId: null,
    numberRecordsFailed: 0,
    totalProcessingTime: 0,
    apiActiveProcessingTime: 0,
    apexProcessingTime: 0,
    fastPathEnabled: false,
    ...set,
  });

describe("WSC", () => {
  test("says gzip on requests without a body, in process and over HTTP, in both APIs (F-041)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    expect((await call(emulator, `job/${id}`, { headers: gzip })).status).toBe(200);
    const server = await listen(emulator);
    const headers = {
      ...gzip,
      "X-SFDC-Session": emulator.accessToken,
      Authorization: `Bearer ${emulator.accessToken}`,
    };
    for (const path of [`async/68.0/job/${id}`, `async/68.0/job/${id}/batch`, "data/v68.0/limits"]) {
      expect((await send("GET", `${server.url}/services/${path}`, headers)).status).toBe(200);
    }
    // Another coding is not looked at either, where there is nothing to decode.
    expect((await call(emulator, `job/${id}`, { headers: { "Content-Encoding": "br" } })).status).toBe(200);
    await server.close();
  });

  test("says gzip over an empty body of a POST, which is then empty and nothing else", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const reply = await call(emulator, `job/${id}/batch`, { type: "text/csv", body: "", headers: gzip });
    expect(errorOf(reply)).toEqual([400, "ClientInputError", "Unable to find any data to create batch"]);
  });

  test("creates, closes and aborts jobs with every property in JSON, compressed (F-054)", async () => {
    const emulator = still();
    const post = (path: string, set: Readonly<Record<string, unknown>>): ReturnType<typeof call> =>
      call(emulator, path, { type: json, body: new Uint8Array(gzipSync(wscJob(set))), headers: gzip });
    const created = await post("job/", {
      operation: "insert",
      object: "Contact",
      contentType: "JSON",
      concurrencyMode: 0,
    });
    expect(parsed(created)).toMatchObject({ state: "Open", contentType: "JSON", concurrencyMode: "Parallel" });
    const id = idIn(created);
    expect(parsed(await post(`job/${id}`, { id, state: "Closed" }))).toMatchObject({ id, state: "Closed" });
    const other = idIn(await post("job", { operation: "insert", object: "Contact", contentType: "JSON" }));
    expect(parsed(await post(`job/${other}`, { id: other, state: "Aborted" }))).toMatchObject({ state: "Aborted" });
    // The sample of the report.
    const body =
      '{"id":null,"operation":"insert","object":"Contact","state":null,"numberBatchesQueued":0,"apiVersion":0.0,"contentType":"JSON"}';
    expect((await call(emulator, "job", { type: json, body })).status).toBe(201);
  });

  test.each([
    [{ numberBatchesQueued: 1 }, "NumberBatchesQueued cannot be specified"],
    [{ state: "Open" }, "State cannot be specified"],
    [{ apiVersion: 68 }, "ApiVersion cannot be specified"],
    [{ nonsense: null }, "Unable to parse Job"],
    [{ nonsense: 0 }, "Unable to parse Job"],
    [{ object: null }, "Unable to parse Job"],
    [{ operation: false }, "Unable to parse Job"],
  ])("is refused where something is set that must not be: %j", async (set, message) => {
    const body = wscJob({ operation: "insert", object: "Contact", contentType: "JSON", ...set });
    expect(errorOf(await call(still(), "job", { type: json, body }))).toEqual([400, "InvalidJob", message]);
  });

  test("nil elements of XML are as good as absent", async () => {
    const emulator = still();
    const nil = (name: string): string => `<${name} xsi:nil="true"/>`;
    const body = `<jobInfo xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${nil("id")}<operation>insert</operation><object>Lead</object>${nil("state")}</jobInfo>`;
    expect((await call(emulator, "job", { type: "application/xml", body })).status).toBe(201);
  });
});

describe("the sf CLI", () => {
  test("asks for its user, in a path with a double slash at its start, over HTTP too (F-013, F-014, F-162)", async () => {
    const emulator = still();
    const path = `/services/data/v68.0/sobjects/User/${defaultUserId}`;
    const user = parsed(await bearer(emulator, path));
    expect(user).toMatchObject({ Id: defaultUserId, Username: defaultUser.username, Name: "Emulator User" });
    const server = await listen(emulator);
    const headers = { Authorization: `Bearer ${emulator.accessToken}`, "X-SFDC-Session": emulator.accessToken };
    const { id } = await emulator.control.addJob();
    for (const at of [
      path,
      "/services/data/",
      `/services/async/68.0/job/${id}`,
      `/id/00D8Z000000EmuO/${defaultUserId}`,
    ]) {
      expect([(await send("GET", `${server.url}/${at}`, headers)).status, at]).toEqual([200, at]);
    }
    const close = await send(
      "POST",
      `${server.url}//services/async/68.0/job/${id}`,
      { ...headers, "Content-Type": json },
      '{"state":"Closed"}',
    );
    expect([close.status, (await emulator.control.exchanges()).at(-1)?.operation]).toEqual([200, "close"]);
    // Further on, a double slash is none (recorded).
    expect((await send("GET", `${server.url}/services/data/v68.0/jobs/query//750000000000000`, headers)).status).toBe(
      404,
    );
    await server.close();
  });

  test("finds whoever has a session, and who signed in with a password of its own", async () => {
    const user = { username: "me@example.com", password: "x", userId: "005000000000042" };
    const emulator = still({ user });
    await emulator.control.issueToken({ userId: "005000000000007AAA" });
    const soql = "SELECT Id, Username FROM User WHERE IsActive = true ORDER BY Id";
    const { records } = parsed(await rest(emulator, `query?q=${encodeURIComponent(soql)}`)) as {
      records: { Id: string; Username: string }[];
    };
    expect(records.map(({ Id, Username }) => [Id.slice(0, 15), Username])).toEqual([
      ["005000000000007", "005000000000007@emulator.example"],
      ["005000000000042", "me@example.com"],
      [defaultUserId.slice(0, 15), expect.stringContaining("@emulator.example")],
    ]);
  });

  test("asks for the organization (F-162)", async () => {
    const emulator = still();
    const soql = "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix FROM Organization";
    expect(parsed(await rest(emulator, `query?q=${encodeURIComponent(soql)}`))).toMatchObject({
      totalSize: 1,
      records: [{ Name: "Emulator", IsSandbox: false, TrialExpirationDate: null, NamespacePrefix: null }],
    });
  });

  test("cannot write users and organizations", async () => {
    const emulator = still();
    for (const object of ["User", "Organization"]) {
      const body = JSON.stringify({ operation: "insert", object, contentType: "CSV" });
      const message = `Entity '${object}' is not supported by the Bulk API.`;
      expect(errorOf(await call(emulator, "job", { type: json, body }))).toEqual([400, "InvalidEntity", message]);
      const described = parsed(await rest(emulator, `sobjects/${object}/describe`)) as {
        createable: boolean;
        fields: { createable: boolean }[];
      };
      expect([described.createable, described.fields.some(({ createable }) => createable)]).toEqual([false, false]);
    }
  });

  test("asks what the columns of a query are (F-161)", async () => {
    const soql = "SELECT Id, name, AnnualRevenue, CreatedDate FROM account LIMIT 5";
    const reply = parsed(await rest(still(), `query?q=${encodeURIComponent(soql)}&columns=true`));
    expect(reply).toMatchObject({ entityName: "Account", groupBy: false, idSelected: true, keyPrefix: "001" });
    expect(reply["columnMetadata"]).toEqual([
      expect.objectContaining({ columnName: "Id", apexType: "Id", textType: false, insertable: false }),
      {
        aggregate: false,
        apexType: "String",
        booleanType: false,
        columnName: "Name",
        custom: false,
        displayName: "Name",
        foreignKeyName: null,
        insertable: true,
        joinColumns: [],
        numberType: false,
        textType: true,
        updatable: true,
      },
      expect.objectContaining({ columnName: "AnnualRevenue", apexType: "Double", numberType: true }),
      expect.objectContaining({ columnName: "CreatedDate", apexType: "Datetime", updatable: false }),
    ]);
    const wrong = await rest(still(), "query?q=SELECT%20X%20FROM%20Account&columns=true");
    expect(restErrorOf(wrong).slice(0, 2)).toEqual([400, "INVALID_FIELD"]);
  });
});

describe("what extractors begin with", () => {
  test("who wrote a record and when, after an insert, an update and a deletion", async () => {
    const emulator = still();
    const { control } = emulator;
    const other = await control.issueToken({ userId: "005000000000007AAA" });
    await control.addJob({ object: "Contact", batches: ["FirstName,LastName\nAnn,Smith\n,Alone\n"] });
    await control.advance(500);
    const fields = "Id, Name, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById, SystemModstamp";
    const read = async (more = ""): Promise<Record<string, unknown>[]> => {
      const reply = await rest(emulator, `queryAll?q=${encodeURIComponent(`SELECT ${fields} FROM Contact ${more}`)}`);
      return (parsed(reply)["records"] as Record<string, unknown>[]) ?? [];
    };
    const [ann, alone] = await read();
    const at = "2026-02-12T12:00:00.500+0000";
    const by = defaultUserId;
    expect(ann).toMatchObject({ Name: "Ann Smith", CreatedDate: at, LastModifiedDate: at, SystemModstamp: at });
    expect([ann?.["CreatedById"], ann?.["LastModifiedById"], alone?.["Name"]]).toEqual([by, by, "Alone"]);
    const job = { operation: "update", object: "Contact", createdById: "005000000000007AAA" };
    await control.addJob({ ...job, batches: [`Id,FirstName\n${String(ann?.["Id"])},Anna\n`] });
    await control.advance(1000);
    const [updated] = await read("WHERE Name = 'anna smith'");
    expect(updated).toMatchObject({ CreatedDate: at, CreatedById: by, LastModifiedById: "005000000000007AAA" });
    expect(updated?.["SystemModstamp"]).toBe("2026-02-12T12:00:01.000+0000");
    await control.addJob({ ...job, operation: "delete", batches: [`Id\n${String(alone?.["Id"])}\n`] });
    await control.advance(1000);
    const changed = await read("WHERE SystemModstamp > 2026-02-12T12:00:01.000Z");
    expect(changed).toMatchObject([{ Name: "Alone", SystemModstamp: "2026-02-12T12:00:02.000+0000" }]);
    expect(other).toMatch(/^00D/);
  });

  test("these fields are not written by anybody", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({
      object: "Contact",
      batches: ["LastName,CreatedDate,Name\nSmith,2020-01-01T00:00:00Z,X\nJones,,\n"],
    });
    await emulator.control.advance(500);
    const [batch] = await emulator.control.batches(id);
    const { text } = await call(emulator, `job/${id}/batch/${batch?.id}/result`);
    const words = (field: string): string =>
      `INVALID_FIELD_FOR_INSERT_UPDATE:Unable to create/update fields: ${field}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.:${field} --`;
    expect(text).toContain(`"","false","false","${words("CreatedDate")}${words("Name")}"\n`);
    expect(await emulator.control.records("Contact")).toMatchObject([{ LastName: "Jones" }]);
  });

  test("the description says so", async () => {
    const { fields } = parsed(await rest(still(), "sobjects/Contact/describe")) as {
      fields: Record<string, unknown>[];
    };
    const readOnly = fields.filter(({ updateable }) => updateable === false).map(({ name }) => name);
    expect(readOnly).toEqual([
      "Id",
      "Name",
      "IsDeleted",
      "CreatedDate",
      "CreatedById",
      "LastModifiedDate",
      "LastModifiedById",
      "SystemModstamp",
    ]);
  });
});

test("unprocessed records, in either spelling (F-132)", async () => {
  const emulator = still();
  const { id } = await emulator.control.addIngestJob({ state: "UploadComplete", content: "Nonsense\nA\n" });
  await emulator.control.advance(500);
  for (const path of ["unprocessedrecords", "unprocessedRecords"]) {
    expect((await rest(emulator, `jobs/ingest/${id}/${path}`)).text).toBe('"Nonsense"\n"A"\n');
    expect((await rest(emulator, `jobs/ingest/${id}/${path}`, { method: "PUT", body: "x" })).status).toBe(405);
  }
  expect((await rest(emulator, `jobs/ingest/${id}/unprocessedRECORDS`)).status).toBe(404);
});

test("version 68.0 is the newest, and a retired one is refused in the form of each API (F-002, F-003)", async () => {
  const emulator = still();
  expect((await rest(emulator, "/services/data/v68.0/limits")).status).toBe(200);
  expect((await rest(emulator, "/services/data/v69.0/limits")).status).toBe(404);
  expect(restErrorOf(await rest(emulator, "/services/data/v30.0/limits")).slice(0, 2)).toEqual([410, "GONE"]);
  expect(errorOf(await call(emulator, "/services/async/30.0/job")).slice(0, 2)).toEqual([400, "InvalidVersion"]);
});
