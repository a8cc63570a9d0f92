import { describe, expect, test } from "vitest";
import { call, parsed, rest, restErrorOf, still } from "./call.ts";
import { changeIngest, createIngest, read, upload } from "./ingest-calls.ts";

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
  ])("of %s (F-134)", async (_, more, code, message) => {
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
  ] as const)("a job that is %s, asked to be %s (F-124)", async (state, asked, message) => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ state, content: "Name\nA\n" });
    if (state === "JobComplete") await emulator.control.advance(500);
    expect(restErrorOf(await changeIngest(emulator, id, asked))).toEqual([400, "INVALIDJOBSTATE", message]);
    expect((await emulator.control.bulk2Job(id))?.state).toBe(state);
  });

  test("a second upload is told at the close, as recorded; aborting still works (F-123)", async () => {
    const emulator = still();
    const id = await createIngest(emulator);
    await upload(emulator, id, "Name\nA\n");
    expect((await upload(emulator, id, "Name\nB\n")).status).toBe(201);
    expect(restErrorOf(await changeIngest(emulator, id, "UploadComplete"))).toEqual([
      400,
      "INVALIDJOB",
      `Found multipe contents for job: <${id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    ]);
    expect((await changeIngest(emulator, id, "Aborted")).status).toBe(200);
    expect((await upload(emulator, id, "Name\nA\n")).status).toBe(400);
  });

  test("states that do not exist, other fields, and another type than CSV", async () => {
    const emulator = still();
    const id = await createIngest(emulator);
    for (const state of ["Closed", "Open", "JobComplete"])
      expect((await changeIngest(emulator, id, state)).status).toBe(400);
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

  test("only the creator uploads and closes; aborting and deleting take the creator or a permission (F-116)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ createdById: "0058Z000000Oth1AAA" });
    for (const reply of [
      await upload(emulator, id, "Name\nA\n"),
      await changeIngest(emulator, id, "UploadComplete"),
      await changeIngest(emulator, id, "Aborted"),
      await rest(emulator, `jobs/ingest/${id}`, { method: "DELETE" }),
    ]) {
      expect(restErrorOf(reply).slice(0, 2)).toEqual([400, "INVALIDUSER"]);
    }
    const token = await emulator.control.issueToken({ permissions: ["ManageDataIntegrations"] });
    expect((await changeIngest(emulator, id, "Aborted", token)).status).toBe(200);
  });

  test.each([
    ["Open", 400],
    ["UploadComplete", 204],
    ["JobComplete", 204],
    ["Aborted", 204],
    ["Failed", 204],
  ] as const)("deleting a job that is %s: %i (F-117, F-125)", async (state, status) => {
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

  test("sessions, ids, methods and versions (F-110, F-111, F-112, F-114, F-115)", async () => {
    const emulator = still();
    const id = await createIngest(emulator);
    const expired = await rest(emulator, `jobs/ingest/${id}`, { token: "00D!x" });
    expect(expired).toMatchObject({
      status: 401,
      text: '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]',
    });
    // The session header of Bulk API 1.0 is none here.
    expect((await call(emulator, `/services/data/v68.0/jobs/ingest/${id}`)).status).toBe(401);
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

  test("an upload of 150 MB in base64 is taken, one byte more is not (F-127)", async () => {
    const emulator = still();
    const id = await createIngest(emulator);
    const put = (size: number): ReturnType<typeof rest> =>
      rest(emulator, `jobs/ingest/${id}/batches`, { method: "PUT", type: "text/csv", body: new Uint8Array(size) });
    expect((await put(112_500_000)).status).toBe(201);
    expect(restErrorOf(await put(112_500_001)).slice(0, 2)).toEqual([400, "CLIENTINPUTERROR"]);
  });

  test("an upload may be larger than a batch of Bulk API 1.0", async () => {
    const emulator = still();
    const id = await createIngest(emulator, { object: "Custom__c" });
    const row = `${"x".repeat(30_000)}\n`;
    expect((await upload(emulator, id, `Note__c\n${row.repeat(900)}`)).status).toBe(201);
  });
});
