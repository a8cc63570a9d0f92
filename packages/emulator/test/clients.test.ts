import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createEmulator,
  defaultClient,
  defaultUser,
  defaultUserId,
  type Emulator,
  type EmulatorOptions,
} from "@sfbulk/emulator";
import { listen, type Listening } from "@sfbulk/emulator/node";

// Programs of other people's clients, whole and as their users write them, in processes of their own and over HTTP.

const folder = fileURLToPath(new URL("clients/", import.meta.url));
const quick: EmulatorOptions = { queueTime: 20, processTime: 20 };

let emulator: Emulator;
let server: Listening;

async function start(options: EmulatorOptions = quick): Promise<void> {
  emulator = createEmulator(options);
  server = await listen(emulator);
}

async function run<T>(program: string): Promise<T> {
  const env = {
    PATH: process.env["PATH"],
    INSTANCE_URL: server.url,
    ACCESS_TOKEN: emulator.accessToken,
    USERNAME: defaultUser.username,
    PASSWORD: defaultUser.password + defaultUser.securityToken,
    CLIENT_ID: defaultClient.clientId,
    CLIENT_SECRET: defaultClient.clientSecret,
    REFRESH_TOKEN: defaultClient.refreshTokens[0],
  };
  const { stdout } = await promisify(execFile)(process.execPath, [folder + program], { env });
  return JSON.parse(stdout) as T;
}

const opened = async (): Promise<string[]> =>
  (await emulator.control.jobs()).filter(({ state }) => state === "Open").map(({ id }) => id);

describe("jsforce", () => {
  beforeAll(() => start());
  afterAll(() => server.close());

  interface RowResult {
    readonly id: string | null;
    readonly success: boolean;
    readonly created: boolean;
    readonly errors: readonly string[];
  }

  test("loads arrays, a stream and a string, and closes its jobs", async () => {
    const { inserted, updated, upserted, refused, deleted } = await run<
      Record<"inserted" | "updated" | "upserted" | "deleted", RowResult[]> & { refused: string }
    >("jsforce-load.mjs");
    expect(inserted.map(({ success, created }) => [success, created])).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
    expect(updated).toMatchObject([
      { success: true, created: false },
      { success: false, errors: ["INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--"] },
    ]);
    expect(upserted.map(({ created }) => created)).toEqual([false, true]);
    expect(refused).toBe("InvalidBatch : Field name not found : Nonsense__c");
    expect(deleted).toEqual([{ id: inserted[1]?.id, success: true, created: false, errors: [] }]);
    expect(await emulator.control.records("Account")).toMatchObject([
      { Id: inserted[0]?.id, Name: "Acme", NumberOfEmployees: 10, Phone: "555" },
      { Ext__c: "A-3", Name: "Third" },
      { Ext__c: "A-4", Name: "Fourth" },
    ]);
    // It closes them without waiting for the answer, and Node.js ends when that is there.
    expect(await opened()).toEqual([]);
    expect(await emulator.control.jobs()).toHaveLength(5);
  });

  test("queries in bulk and by REST", async () => {
    const answer = await run<Record<string, unknown>>("jsforce-query.mjs");
    const [acme] = await emulator.control.records("Account");
    expect(answer).toMatchObject({
      records: [
        { Id: acme?.["Id"], Name: "Acme", CreatedDate: expect.stringMatching(/^\d{4}-/) as string },
        { Name: "Third" },
        { Name: "Fourth" },
      ],
      failed: expect.stringMatching(
        /^InvalidBatch : Failed to process query: INVALID_FIELD: \nSELECT Nonsense FROM Account\n[^]*\nNo such column 'Nonsense' on entity 'Account'\./,
      ) as string,
      rest: { totalSize: 3, done: true },
      found: [{ Id: acme?.["Id"], Name: "Acme" }],
      wrong: "INVALID_FIELD",
    });
    expect(answer["csv"]).toBe('"Name"\n"Acme"\n');
    expect(answer["all"]).toHaveLength(3);
    expect(await opened()).toEqual([]);
  });

  test("works job and batches by hand", async () => {
    const answer = await run<Record<string, unknown>>("jsforce-jobs.cjs");
    expect(answer).toMatchObject({
      opened: { state: "Open", contentType: "CSV" },
      results: [[{ success: true }], [{ success: true }, { success: false }]],
      batches: [{ state: "Completed" }, { state: "Completed" }],
      checked: { state: "Completed" },
      closed: { state: "Closed", numberBatchesTotal: "2" },
      info: { state: "Closed", numberRecordsProcessed: "3", numberRecordsFailed: "1" },
      twice: ["InvalidJobState", "Closing already closed Job not allowed"],
      aborted: { state: "Aborted" },
    });
    expect(answer["retrieved"]).toHaveLength(
      Number((answer["checked"] as Record<string, string>)["numberRecordsProcessed"]),
    );
    expect(await opened()).toEqual([]);
  });

  test("gets sessions in every way, and goes on when they have expired", async () => {
    const answer = await run<Record<string, unknown>>("jsforce-sign-in.mjs");
    const used = { created: true, username: defaultUser.username, user: defaultUserId };
    expect(answer).toMatchObject({
      user: {
        id: defaultUserId,
        organizationId: "00D8Z000000EmuOUAS",
        url: `${server.url}/id/00D8Z000000EmuOUAS/${defaultUserId}`,
      },
      bySoap: used,
      byPassword: used,
      byRefresh: used,
      refreshes: 1,
      byFunction: used,
      byCredentials: used,
      wrong: "INVALID_LOGIN: Invalid username, password, security token; or user locked out.",
      sobjects: ["Organization", "User", "Account", "Attachment", "Contact", "Lead", "Custom__c"],
      required: ["LastName", "Company"],
    });
    const log = JSON.stringify(await emulator.control.exchanges());
    for (const secret of [emulator.accessToken, encodeURIComponent(emulator.accessToken), defaultUser.password]) {
      expect(log).not.toContain(secret);
    }
  });
});

describe("Salesforce's edition of jsforce, and Postman's command", () => {
  beforeAll(() => start());
  afterAll(() => server.close());

  test("@jsforce/jsforce-node loads by both APIs, queries, and knows who it is", async () => {
    const answer = await run<Record<string, unknown>>("jsforce-node-load.cjs");
    expect(answer).toMatchObject({
      opened: { state: "Open", contentType: "CSV" },
      results: [{ success: true }, { success: false }],
      closed: { state: "Closed", numberBatchesTotal: "1" },
      loaded: {
        successfulResults: [{ Name: "Acme", sf__Created: "true" }],
        failedResults: [{}],
        unprocessedRecords: [],
      },
      found: [{ Name: "Acme" }],
      username: defaultUser.username,
    });
    expect(await opened()).toEqual([]);
  });

  test("newman runs the collection's requests: a header `charset`, Content-Encoding over a plain body and on a GET", async () => {
    const { tests, failures } = await run<{ tests: { request: string; status: number }[]; failures: number }>(
      "newman-run.cjs",
    );
    expect(failures).toBe(0);
    expect(tests.map(({ status }) => status)).toEqual([201, 201, 400, 200, 200]);
    expect(await opened()).toEqual([]);
    expect(await emulator.control.unhandled()).toEqual([]);
    const sent = (await emulator.control.exchanges()).filter(
      ({ requestHeaders }) => requestHeaders["charset"] === "UTF-8",
    );
    expect(sent.map(({ requestHeaders }) => requestHeaders["content-encoding"])).toEqual([
      undefined,
      undefined,
      "gzip",
      undefined,
      "gzip",
    ]);
  });
});
