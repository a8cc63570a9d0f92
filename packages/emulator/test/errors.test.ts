import { describe, expect, test } from "vitest";
import { addCsv, call, change, errorOf, idIn, json, noon, still, xml } from "./call.ts";
import { createEmulator } from "@sfbulk/emulator";

const create = (fields: Record<string, unknown>): { type: string; body: string } => ({
  type: json,
  body: JSON.stringify({ operation: "insert", object: "Account", contentType: "CSV", ...fields }),
});
const unableToParse = [400, "InvalidJob", "Unable to parse Job"];

describe("sessions", () => {
  test("no header, or a token that nobody issued (F-008)", async () => {
    const emulator = still();
    expect(errorOf(await call(emulator, "job/x", { token: null }))).toEqual([
      400,
      "InvalidSessionId",
      "Unable to find session id",
    ]);
    expect(errorOf(await call(emulator, "job/x", { token: "00D000000000001!x" }))).toEqual([
      400,
      "InvalidSessionId",
      "Invalid session id",
    ]);
  });

  test("the Lightning host finds no session, whatever the header (F-009)", async () => {
    const emulator = still({ instanceUrl: "https://acme.lightning.force.com" });
    expect(errorOf(await call(emulator, "job/x"))[2]).toBe("Unable to find session id");
  });

  test("a token that lives for two calls", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const token = await emulator.control.issueToken({ afterCalls: 2 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await call(emulator, `job/${id}`, { token })).status);
    expect(statuses).toEqual([200, 200, 400, 400]);
  });
});

describe("addresses", () => {
  test.each([
    ["services", "job", "services"],
    ["jobs", "job", "jobs"],
    ["job/7508Z0000000001AAA/batsch", "batch", "batsch"],
  ])("%s (F-010)", async (path, expected, found) => {
    expect(errorOf(await call(still(), path))).toEqual([
      400,
      "InvalidUrl",
      `Failed to parse URL. Was expecting '${expected}' but found:${found}`,
    ]);
  });

  test.each(["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])("%s is not allowed (F-015)", async (method) => {
    const reply = await call(still(), "job", { method });
    expect(reply.status).toBe(405);
  });

  test("one trailing slash and a query string do no harm (F-011, F-012)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    for (const path of [`job/${id}/`, `job/${id}?format=json`, `job/${id}/batch/`]) {
      expect((await call(emulator, path)).status).toBe(200);
    }
    const reply = await call(emulator, "job/", { type: json, body: '{"operation":"insert","object":"Lead"}' });
    expect(reply.status).toBe(201);
  });

  test.each([
    ["31.0", 400, "InvalidJob"],
    ["67.0", 400, "InvalidJob"],
    ["68.0", 400, "InvalidJob"],
    ["30.0", 400, "InvalidVersion"],
    ["7.0", 400, "InvalidVersion"],
    ["69.0", 400, "InvalidVersion"],
    ["68.5", 400, "InvalidVersion"],
    ["v68.0", 400, "InvalidVersion"],
    ["68", 400, "InvalidVersion"],
  ])("version %s (F-001, F-002)", async (version, status, code) => {
    const reply = await call(still(), `/services/async/${version}/job/7508Z0000000001AAA`);
    expect(errorOf(reply).slice(0, 2)).toEqual([status, code]);
  });

  test("both lengths of an id are the same job; the case counts (F-017)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ id: "7508Z00000AbCdE" });
    expect(id).toHaveLength(18);
    expect((await call(emulator, `job/${id.slice(0, 15)}`)).status).toBe(200);
    expect(errorOf(await call(emulator, "job/7508Z00000aBcDe"))).toEqual([
      400,
      "InvalidJob",
      "Unable to find job for id: 7508Z00000aBcDe",
    ]);
  });
});

describe("creating a job", () => {
  test.each<[string, { type: string; body: string }, unknown[]]>([
    ["an unknown operation", create({ operation: "harddelete" }), unableToParse],
    ["an unknown contentType", create({ contentType: "csv" }), unableToParse],
    ["an unknown concurrencyMode", create({ concurrencyMode: "serial" }), unableToParse],
    ["an unknown field", create({ lineEnding: "LF" }), unableToParse],
    ["no operation", create({ operation: null }), unableToParse],
    ["no object", create({ object: null }), unableToParse],
    ["broken JSON", { type: json, body: "{" }, unableToParse],
    ["an array", { type: json, body: "[]" }, unableToParse],
    ["an empty body", { type: json, body: "" }, unableToParse],
    ["broken XML", { type: xml, body: "<jobInfo>" }, unableToParse],
    ["another element", { type: xml, body: "<job/>" }, unableToParse],
    ["createdById", create({ createdById: "x" }), [400, "InvalidJob", "CreatedById cannot be specified"]],
    ["state", create({ state: "Open" }), [400, "InvalidJob", "State cannot be specified"]],
    ["an unknown object", create({ object: "Video__c" }), [400, "InvalidJob", "Unable to find object: Video__c"]],
    [
      "a type that nobody knows",
      { type: "text/cs; charset=UTF-8", body: "{}" },
      [400, "UnsupportedContentType", "Unsupported content type: text/cs; charset=UTF-8"],
    ],
    [
      "hardDelete without the permission",
      create({ operation: "hardDelete" }),
      [
        400,
        "FeatureNotEnabled",
        "hardDelete operation requires special user profile permission, please contact your system administrator",
      ],
    ],
  ])("%s (F-048, F-050, F-053, F-055)", async (_, init, expected) => {
    const emulator = still();
    expect(errorOf(await call(emulator, "job", init))).toEqual(expected);
    expect(await emulator.control.jobs()).toEqual([]);
  });

  test("an upsert needs an external id (F-052)", async () => {
    const emulator = still();
    expect(errorOf(await call(emulator, "job", create({ operation: "upsert" }))).slice(0, 2)).toEqual([
      400,
      "InvalidJob",
    ]);
    expect((await call(emulator, "job", create({ operation: "upsert", externalIdFieldName: "Id" }))).status).toBe(201);
  });

  test("hardDelete with the permission (F-053)", async () => {
    const emulator = still({ permissions: ["BulkApiHardDelete"] });
    expect((await call(emulator, "job", create({ operation: "hardDelete" }))).status).toBe(201);
  });

  test("concurrencyMode by its position, as simple-salesforce sends it (F-049)", async () => {
    const emulator = still();
    expect((await call(emulator, "job", create({ concurrencyMode: 1 }))).text).toContain('"concurrencyMode":"Serial"');
    expect((await call(emulator, "job", create({ concurrencyMode: 0 }))).text).toContain(
      '"concurrencyMode":"Parallel"',
    );
  });
});

describe("changing a job", () => {
  const already = (what: string): unknown[] => [400, "InvalidJobState", `${what} Job not allowed`];
  test.each([
    ["Open", "Closed", [200, undefined, undefined], "Closed"],
    ["Open", "Aborted", [200, undefined, undefined], "Aborted"],
    ["Closed", "Closed", already("Closing already closed"), "Closed"],
    ["Aborted", "Closed", already("Closing already aborted"), "Aborted"],
    ["Failed", "Closed", already("Closing already failed"), "Failed"],
    ["Closed", "Aborted", already("Aborting already Completed"), "Closed"],
    ["Aborted", "Aborted", already("Aborting already aborted"), "Aborted"],
    ["Failed", "Aborted", already("Aborting already failed"), "Failed"],
    ["Closed", "Open", unableToParse, "Closed"],
    ["Open", "closed", unableToParse, "Open"],
    ["Open", "UploadComplete", unableToParse, "Open"],
  ] as const)("%s, asked for %s", async (from, asked, expected, then) => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ state: from });
    expect(errorOf(await change(emulator, id, asked))).toEqual(expected);
    expect((await emulator.control.job(id))?.state).toBe(then);
  });

  test("a closed job whose batches are on their way can be aborted", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await addCsv(emulator, id, "Name\nAcme\n");
    await change(emulator, id, "Closed");
    expect((await change(emulator, id, "Aborted")).status).toBe(200);
  });

  test("UploadComplete closes where the option says so", async () => {
    const emulator = still({ acceptUploadComplete: true });
    const { id } = await emulator.control.addJob();
    expect((await change(emulator, id, "UploadComplete")).text).toContain('"state":"Closed"');
  });

  test("the id may stand beside the state, other fields may not (F-060, F-061)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const other = await call(emulator, `job/${id}`, { type: json, body: '{"state":"Closed","createdById":"x"}' });
    expect(errorOf(other)).toEqual([400, "InvalidJob", "CreatedById cannot be specified"]);
    const body = `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><id>${id}</id><state>Closed</state></jobInfo>`;
    expect((await call(emulator, `job/${id}`, { type: xml, body })).status).toBe(200);
  });

  test("only the creator closes; aborting takes the creator or a permission (F-066)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ createdById: "0058Z000000Oth1AAA" });
    expect(errorOf(await change(emulator, id, "Closed")).slice(0, 2)).toEqual([400, "InvalidUser"]);
    expect(errorOf(await change(emulator, id, "Aborted")).slice(0, 2)).toEqual([400, "InvalidUser"]);
    const token = await emulator.control.issueToken({ permissions: ["ManageDataIntegrations"] });
    const abort = { type: json, body: '{"state":"Aborted"}', token };
    const close = { type: json, body: '{"state":"Closed"}', token };
    expect(errorOf(await call(emulator, `job/${id}`, close)).slice(0, 2)).toEqual([400, "InvalidUser"]);
    expect((await call(emulator, `job/${id}`, abort)).status).toBe(200);
  });
});

describe("adding a batch", () => {
  const csv = { type: "text/csv", body: "Name\nAcme\n" };
  const tooLarge = [400, "ClientInputError", "Failed to read request. Exceeded max size limit of 10000000"];

  test.each<[string, { type?: string; body: string }, unknown[]]>([
    ["nothing", { type: "text/csv", body: "" }, [400, "ClientInputError", "Unable to find any data to create batch"]],
    [
      "a type that nobody knows",
      { type: "text/cs; charset=UTF-8", body: "Name\nAcme\n" },
      [400, "UnsupportedContentType", "Unsupported content type: text/cs; charset=UTF-8"],
    ],
    ["too many characters", { type: "text/csv", body: `Name\n${"x".repeat(10_000_000)}` }, tooLarge],
    ["too many bytes", { type: "text/csv", body: `Name\n${"€".repeat(3_600_000)}` }, tooLarge],
  ])("%s (F-055, F-074, F-075)", async (_, init, expected) => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    expect(errorOf(await call(emulator, `job/${id}/batch`, init))).toEqual(expected);
    expect(await emulator.control.batches(id)).toEqual([]);
  });

  test("another type than the job's (F-077)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const reply = await call(emulator, `job/${id}/batch`, { type: json, body: "[]" });
    expect(errorOf(reply).slice(0, 2)).toEqual([400, "InvalidBatch"]);
  });

  test("10,000 rows are taken, one more is not (F-076)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const rows = `Name\n${"Acme\n".repeat(10_000)}`;
    expect((await call(emulator, `job/${id}/batch`, { type: "text/csv", body: rows })).status).toBe(201);
    const reply = await call(emulator, `job/${id}/batch`, { type: "text/csv", body: `${rows}Acme\n` });
    expect(errorOf(reply).slice(0, 2)).toEqual([400, "InvalidBatch"]);
  });

  test("another version than the job's (F-016)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ apiVersion: "61.0" });
    expect(errorOf(await call(emulator, `job/${id}/batch`, csv)).slice(0, 2)).toEqual([400, "InvalidVersion"]);
    expect((await call(emulator, `/services/async/61.0/job/${id}/batch`, csv)).status).toBe(201);
    expect((await call(emulator, `job/${id}`)).status).toBe(200);
  });

  test("a job of more than a day takes none, and can still be closed (F-069)", async () => {
    const emulator = still();
    const day = 24 * 60 * 60 * 1000;
    const { id } = await emulator.control.addJob({ ageMs: day });
    expect((await call(emulator, `job/${id}/batch`, csv)).status).toBe(201);
    await emulator.control.advance(1);
    expect(errorOf(await call(emulator, `job/${id}/batch`, csv)).slice(0, 2)).toEqual([400, "InvalidJobState"]);
    expect((await change(emulator, id, "Closed")).status).toBe(200);
  });

  test("the quota is for 24 hours that roll (F-080)", async () => {
    let now = noon;
    const emulator = createEmulator({ now: () => now, batchQuota: 2 });
    const add = async (): Promise<unknown[]> => {
      const { id } = await emulator.control.addJob();
      return errorOf(await call(emulator, `job/${id}/batch`, csv));
    };
    const refused = [400, "ExceededQuota", "ApiBatchItems Limit exceeded"];
    expect(await add()).toEqual([201, undefined, undefined]);
    now += 60_000;
    expect(await add()).toEqual([201, undefined, undefined]);
    expect(await add()).toEqual(refused);
    now += 24 * 60 * 60 * 1000 - 60_000;
    expect(await add()).toEqual([201, undefined, undefined]);
    expect(await add()).toEqual(refused);
  });
});

describe("reading a batch", () => {
  test("an unknown one, and one of another job", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const other = await emulator.control.addJob();
    const batch = await addCsv(emulator, other.id, "Name\nAcme\n");
    for (const one of [batch, "7518Z00000NoSuc"]) {
      expect(errorOf(await call(emulator, `job/${id}/batch/${one}`))).toEqual([
        400,
        "InvalidBatch",
        `Unable to find batch for id: ${one}`,
      ]);
    }
  });

  test("results too early, of a failed batch, of one that was not processed (F-096)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const good = await addCsv(emulator, id, "Name\nAcme\n");
    const bad = await addCsv(emulator, id, "Nonsense\nAcme\n");
    const results = async (batch: string): Promise<unknown[]> =>
      errorOf(await call(emulator, `job/${id}/batch/${batch}/result`));
    expect(await results(good)).toEqual([400, "InvalidBatch", "Batch not completed"]);
    await emulator.control.advance(300);
    expect(await results(good)).toEqual([400, "InvalidBatch", "Batch not completed"]);
    await emulator.control.advance(200);
    expect((await results(good))[0]).toBe(200);
    expect(await results(bad)).toEqual([400, "InvalidBatch", "Records not processed"]);
    const late = await addCsv(emulator, id, "Name\nAcme\n");
    await change(emulator, id, "Aborted");
    expect(await results(late)).toEqual([400, "InvalidBatch", "Records not processed"]);
  });
});

test("JSON and XML errors carry the same two texts", async () => {
  const emulator = still();
  const body = JSON.stringify({ operation: "insert", object: "Account", contentType: "JSON" });
  const id = idIn(await call(emulator, "job", { type: json, body }));
  const inJson = await call(emulator, `job/${id}/batch/7518Z00000NoSuc`);
  expect(inJson.type).toBe(json);
  expect(errorOf(inJson)[2]).toBe("Unable to find batch for id: 7518Z00000NoSuc");
});
