import { describe, expect, test } from "vitest";
import { defaultVersion } from "@sfbulk/core";
import { defaultUserId } from "@sfbulk/emulator";
import { bearer, call, parsed, still } from "./call.ts";

describe("the versions", () => {
  test("need no session (F-021)", async () => {
    const reply = await call(still(), "/services/data/", { token: null });
    const versions = JSON.parse(reply.text) as unknown[];
    expect(versions[0]).toEqual({ label: "Summer '14", url: "/services/data/v31.0", version: "31.0" });
    expect(versions.at(-2)).toEqual({ label: "Summer '26", url: "/services/data/v67.0", version: "67.0" });
    expect(versions.at(-1)).toEqual({ label: "Winter '27", url: "/services/data/v68.0", version: "68.0" });
  });

  test("the newest is the one that a connection takes that names none", async () => {
    const versions = JSON.parse((await call(still(), "/services/data/", { token: null })).text) as {
      version: string;
    }[];
    expect(versions.at(-1)?.version).toBe(defaultVersion);
  });
});

describe("the job list", () => {
  const list = "/services/data/v68.0/jobs/ingest?jobType=Classic";

  test("is refused in an array, with status 401, without a good token", async () => {
    const emulator = still();
    const expected = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]';
    expect(await bearer(emulator, list, "00D!x")).toMatchObject({ status: 401, text: expected });
    expect(await call(emulator, list)).toMatchObject({ status: 401, text: expected });
  });

  test("has a job's fields in the REST API's form (F-146)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ state: "Closed", apiVersion: "61.0" });
    const reply = await bearer(emulator, list);
    expect(reply.type).toBe("application/json;charset=UTF-8");
    expect(parsed(reply)).toEqual({
      done: true,
      nextRecordsUrl: null,
      records: [
        {
          id,
          operation: "insert",
          object: "Account",
          createdById: defaultUserId,
          createdDate: "2026-02-12T12:00:00.000+0000",
          systemModstamp: "2026-02-12T12:00:00.000+0000",
          state: "Closed",
          concurrencyMode: "Parallel",
          contentType: "CSV",
          apiVersion: 61,
          jobType: "Classic",
        },
      ],
    });
  });

  test("comes in pages, whose addresses do not repeat the filter (F-145)", async () => {
    const emulator = still({ jobsPageSize: 2 });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await emulator.control.addJob()).id);
    const seen: unknown[] = [];
    let path: string | null = "/services/data/v68.0/jobs/query?jobType=Classic";
    let pages = 0;
    while (path !== null) {
      pages++;
      const page = parsed(await bearer(emulator, path)) as {
        records: { id: string }[];
        done: boolean;
        nextRecordsUrl: string | null;
      };
      seen.push(...page.records.map((record) => record.id));
      expect(page.done).toBe(page.nextRecordsUrl === null);
      path = page.nextRecordsUrl;
      if (path !== null) expect(path).toMatch(/^\/services\/data\/v68\.0\/jobs\/query\?queryLocator=01g\w{15}-\d+$/);
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(ids);
  });

  test("of other types is empty, of no type has all, of an unknown one is refused", async () => {
    const emulator = still();
    await emulator.control.addJob();
    const count = async (query: string): Promise<unknown> => {
      const { records } = parsed(await bearer(emulator, `/services/data/v68.0/jobs/ingest${query}`));
      return Array.isArray(records) ? records.length : "refused";
    };
    expect(await count("?jobType=V2Ingest")).toBe(0);
    expect(await count("")).toBe(1);
    expect(await count("?jobType=Classic&isPkChunkingEnabled=true")).toBe(0);
    expect(await count("?jobType=Nonsense")).toBe("refused");
    expect(await count("?queryLocator=nonsense")).toBe("refused");
  });

  test("limits count batches down; anything else is not there (F-081)", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await call(emulator, `job/${id}/batch`, { type: "text/csv", body: "Name\nA\n" });
    expect(parsed(await bearer(emulator, "/services/data/v68.0/limits"))).toMatchObject({
      // The call to add a batch is one of either API.
      DailyApiRequests: { Max: 5_000_000, Remaining: 4_999_998 },
      DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
      DailyBulkApiBatches: { Max: 15_000, Remaining: 14_999 },
    });
    expect(await bearer(emulator, "/services/data/v68.0/nonsense")).toMatchObject({
      status: 404,
      text: '[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]',
    });
  });
});
