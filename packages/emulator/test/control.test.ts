import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { closeJob, type FetchAdapter } from "@sfbulk/core";
import {
  connectControl,
  createEmulator,
  defaultUserId,
  type EmulatorControl,
  type Fault,
  scenarios,
} from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { call, change, noon, still } from "./call.ts";

const emulator = still();
const server = await listen(emulator);
afterAll(() => server.close());

describe.each<[string, EmulatorControl]>([
  ["in process", emulator.control],
  ["over HTTP", connectControl(server.url)],
  ["over HTTP, in process", connectControl(emulator.instanceUrl, emulator.fetch)],
])("the control %s", (_, control) => {
  beforeEach(() => control.reset());

  test("adds a job as it is told", async () => {
    const job = await control.addJob({
      id: "7508Z0000000xYz",
      state: "Failed",
      object: "lead",
      operation: "upsert",
      contentType: "JSON",
      externalIdFieldName: "Ext__c",
      concurrencyMode: "Serial",
      createdById: "0058Z000000Oth1AAA",
      ageMs: 1000,
      apiVersion: "61.0",
      batches: ['[{"LastName":"A"}]'],
    });
    expect(job).toEqual({
      apexProcessingTime: 0,
      apiActiveProcessingTime: 225,
      apiVersion: 61,
      assignmentRuleId: null,
      concurrencyMode: "Serial",
      contentType: "JSON",
      createdById: "0058Z000000Oth1AAA",
      createdDate: "2026-02-12T11:59:59.000Z",
      externalIdFieldName: "Ext__c",
      fastPathEnabled: false,
      id: "7508Z0000000xYzQAI",
      numberBatchesCompleted: 1,
      numberBatchesFailed: 0,
      numberBatchesInProgress: 0,
      numberBatchesQueued: 0,
      numberBatchesTotal: 1,
      numberRecordsFailed: 1,
      numberRecordsProcessed: 1,
      numberRetries: 0,
      object: "Lead",
      operation: "upsert",
      state: "Failed",
      systemModstamp: "2026-02-12T12:00:00.000Z",
      totalProcessingTime: 300,
    });
    expect(await control.job("7508Z0000000xYz")).toEqual(job);
    expect(await control.jobs()).toEqual([job]);
    expect(await control.batches(job.id)).toMatchObject([{ jobId: job.id, state: "Completed" }]);
  });

  test("adds an open job of the first user by default, and knows no other", async () => {
    expect(await control.addJob()).toMatchObject({ state: "Open", object: "Account", createdById: defaultUserId });
    expect(await control.job("7508Z00000NoSuc")).toBeNull();
    expect(await control.batches("7508Z00000NoSuc")).toEqual([]);
    expect(await control.records("Account")).toEqual([]);
    await expect(control.records("Acount")).rejects.toThrow(
      'Cannot give records of "Acount": expected one of Organization, User, Account,',
    );
  });

  test("refuses arguments that make no sense, with a TypeError that names them", async () => {
    await control.addJob({ id: "7508Z0000000xYz" });
    const refused = async (promise: Promise<unknown>, text: string): Promise<void> => {
      const error = await promise.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toContain(text);
    };
    await refused(control.addJob({ id: "7508Z0000000xYz" }), '"7508Z0000000xYz": there is one already');
    await refused(control.addJob({ id: "001" }), '"001"');
    await refused(control.addJob({ object: "Nothing" }), '"Nothing"');
    await refused(control.addJob({ state: "open" as "Open" }), '"open"');
    await refused(control.fail({ kind: "nonsense" } as unknown as Fault), '"nonsense"');
    await refused(control.fail({ kind: "answer-lost", times: 0 }), "times of fault");
    await refused(control.fail({ kind: "answer-lost", skip: -1 }), "skip of fault");
    await refused(control.advance(-1), "-1");
  });

  test("advances time, issues and expires tokens", async () => {
    const { id } = await control.addJob({ batches: ["Name\nA\n"] });
    await control.advance(500);
    expect(await control.records("Account")).toEqual([{ Id: expect.any(String) as string, Name: "A" }]);
    const token = await control.issueToken({ userId: "0058Z000000Oth1AAA", afterCalls: 1 });
    expect((await call(emulator, `job/${id}`, { token })).status).toBe(200);
    expect((await call(emulator, `job/${id}`, { token })).status).toBe(400);
    await control.expireToken(emulator.accessToken);
    await expect(control.expireToken(emulator.accessToken)).rejects.toThrow("no session has it");
    expect((await call(emulator, `job/${id}`)).status).toBe(400);
    await control.reset();
    const again = await control.addJob();
    expect((await call(emulator, `job/${again.id}`)).status).toBe(200);
    expect(again.createdDate).toBe(new Date(noon).toISOString());
  });

  test("shows what arrived, with no secret in it", async () => {
    const { id } = await control.addJob();
    await change(emulator, id, "Closed");
    await call(emulator, `job/${id}?oauth_token=${encodeURIComponent(emulator.accessToken)}`, {
      headers: {
        Authorization: `Bearer ${emulator.accessToken}`,
        Cookie: `sid=${emulator.accessToken}`,
        "X-Other": emulator.accessToken,
      },
    });
    await emulator.fetch("/services/oauth2/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: "my-secret",
        client_secret: "my-secret",
      }),
    });
    const exchanges = await control.exchanges();
    expect(exchanges).toMatchObject([
      {
        sequence: 1,
        time: "2026-02-12T12:00:00.000Z",
        method: "POST",
        host: "emulator.my.salesforce.com",
        path: `/services/async/68.0/job/${id}`,
        operation: "close",
        jobId: id,
        requestHeaders: { "content-type": "application/json", "x-sfdc-session": "[session]" },
        wireBytes: 18,
        bodyBytes: 18,
        requestBody: '{"state":"Closed"}',
        status: 200,
        fault: null,
        applied: true,
      },
      { sequence: 2, operation: "getJob", status: 200, applied: false },
      { sequence: 3, operation: "token", requestBody: "[credentials]", status: 400 },
    ]);
    const text = JSON.stringify(exchanges);
    expect(text).not.toContain(emulator.accessToken.slice(15));
    expect(text).not.toContain("my-secret");
  });

  test("gives the scenarios", async () => {
    expect(await control.scenarios()).toEqual(scenarios);
  });
});

test("over HTTP, a method that does not exist, and a server that is no emulator", async () => {
  expect((await fetch(`${server.url}/__emulator/nonsense`, { method: "POST" })).status).toBe(404);
  expect((await fetch(`${server.url}/__emulator/addJob`, { method: "POST", body: "{" })).status).toBe(400);
  const answer = async (): Promise<Response> => new Response("<html>", { status: 404 });
  await expect(connectControl("http://127.0.0.1:9", answer).jobs()).rejects.toThrow("status 404");
});

describe("options and fetch", () => {
  test("options that make no sense", () => {
    expect(() => createEmulator({ queueTime: -1 })).toThrow("queueTime -1");
    expect(() => createEmulator({ jobsPageSize: 0 })).toThrow("jobsPageSize 0");
    expect(() => createEmulator({ instanceUrl: "https://a.example/path" })).toThrow("instanceUrl");
    for (const wrong of [null, 5, []] as never[]) {
      expect(() => createEmulator(wrong)).toThrow(/^Cannot use options: expected an object$/);
    }
  });

  test("a name that there is not, and what is not of its kind", () => {
    const make = (options: object) => () => createEmulator(options);
    expect(make({ procesTime: 0 })).toThrow(
      /^Cannot use option "procesTime": expected one of now, queueTime, processTime, /,
    );
    for (const wrong of [
      { now: 5 },
      { seed: "x" },
      { scenarios: "no" },
      { corsForOAuth: 1 },
      { acceptUploadComplete: 1 },
    ]) {
      expect(make(wrong)).toThrow(`Cannot use ${Object.keys(wrong)[0]} `);
    }
  });

  test("fetch fits core's adapter, and takes a URL and a Request too", async () => {
    const one = createEmulator();
    const adapter: FetchAdapter = one.fetch;
    const { id } = await one.control.addJob();
    expect((await closeJob({ ...one, fetch: adapter }, id)).state).toBe("Closed");
    const headers = { "X-SFDC-Session": one.accessToken, "Content-Type": "application/json" };
    const url = new URL(`/services/async/68.0/job`, one.instanceUrl);
    const body = '{"operation":"insert","object":"Account"}';
    expect((await one.fetch(url, { method: "post", headers, body })).status).toBe(201);
    expect((await one.fetch(new Request(url, { method: "POST", headers, body }))).status).toBe(201);
    expect((await one.handle(new Request(url, { method: "POST", headers, body }))).status).toBe(201);
    await expect(one.fetch(url, { headers, body })).rejects.toThrow(TypeError);
  });

  test("the clock runs by itself unless it is given", async () => {
    let now = noon;
    const one = createEmulator({ now: () => now });
    const { id } = await one.control.addJob({ batches: ["Name\nA\n"] });
    expect((await one.control.batches(id))[0]?.state).toBe("Queued");
    now += 500;
    expect((await one.control.batches(id))[0]?.state).toBe("Completed");
  });
});
