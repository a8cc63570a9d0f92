import { describe, expect, test } from "vitest";
import { defaultUserId, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";
import { parsed, rest, restErrorOf, still } from "./call.ts";

async function loaded(options: EmulatorOptions = {}, count = 3): Promise<Emulator> {
  const emulator = still(options);
  const rows = Array.from({ length: count }, (_, index) => `A${index},${index}\n`);
  await emulator.control.addIngestJob({ state: "UploadComplete", content: `Name,AnnualRevenue\n${rows.join("")}` });
  await emulator.control.advance(500);
  return emulator;
}

async function run(emulator: Emulator, query: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const reply = await rest(emulator, "jobs/query", { body: { operation: "query", query, ...more } });
  await emulator.control.advance(500);
  return String(parsed(reply)["id"]);
}

describe("a query job", () => {
  test("is created as in the guide, and needs no close (F-135, F-136)", async () => {
    const emulator = await loaded();
    const body = { operation: "query", query: "SELECT Name FROM account", contentType: "CSV" };
    const reply = await rest(emulator, "jobs/query", { body });
    const id = String(parsed(reply)["id"]);
    expect([reply.status, reply.text]).toEqual([
      200,
      `{"id":"${id}","operation":"query","object":"Account","createdById":"${defaultUserId}","createdDate":"2026-02-12T12:00:00.500+0000","systemModstamp":"2026-02-12T12:00:00.500+0000","state":"UploadComplete","concurrencyMode":"Parallel","contentType":"CSV","apiVersion":68.0,"lineEnding":"LF","columnDelimiter":"COMMA"}`,
    ]);
    await emulator.control.advance(200);
    expect(parsed(await rest(emulator, `jobs/query/${id}`))["state"]).toBe("InProgress");
    expect((await rest(emulator, `jobs/query/${id}/results`)).status).toBe(400);
    await emulator.control.advance(300);
    expect(parsed(await rest(emulator, `jobs/query/${id}`))).toMatchObject({
      state: "JobComplete",
      jobType: "V2Query",
      numberRecordsProcessed: 3,
      isPkChunkingSupported: true,
      totalProcessingTime: 300,
    });
  });

  test("gives its results in pages, with locators that are the guide's (F-137)", async () => {
    const emulator = await loaded({}, 10_001);
    const id = await run(emulator, "SELECT Name FROM Account ORDER BY AnnualRevenue DESC");
    const first = await rest(emulator, `jobs/query/${id}/results?maxRecords=10000`);
    expect([first.status, first.type]).toEqual([200, "text/csv"]);
    expect(first.headers.get("sforce-locator")).toBe("MTAwMDA");
    expect(first.headers.get("sforce-numberofrecords")).toBe("10000");
    expect(first.text.slice(0, 17)).toBe('"Name"\n"A10000"\n"');
    const last = await rest(emulator, `jobs/query/${id}/results?locator=MTAwMDA&maxRecords=10000`);
    expect(last.text).toBe('"Name"\n"A0"\n');
    expect(last.headers.get("sforce-locator")).toBe("null");
    expect(last.headers.get("sforce-numberofrecords")).toBe("1");
    const whole = await rest(emulator, `jobs/query/${id}/results`);
    expect(whole.headers.get("sforce-numberofrecords")).toBe("10001");
    expect((await rest(emulator, `jobs/query/${id}/results?locator=nonsense`)).status).toBe(400);
    expect((await rest(emulator, `jobs/query/${id}/results?maxRecords=0`)).status).toBe(400);
    expect(parsed(await rest(emulator, `jobs/query/${id}`))["isPkChunkingSupported"]).toBe(false);
  });

  test("lists the pages of its results, five at once (F-138)", async () => {
    const emulator = await loaded({ resultRecords: 2 }, 13);
    const id = await run(emulator, "SELECT Name FROM Account");
    const urls: string[] = [];
    let path: string | null = `/services/data/v68.0/jobs/query/${id}/resultPages`;
    while (path !== null) {
      const page = parsed(await rest(emulator, path)) as {
        resultPages: { resultUrl: string }[];
        nextRecordsUrl: string | null;
        done: boolean;
      };
      expect(page.done).toBe(page.nextRecordsUrl === null);
      expect(page.resultPages.length).toBeLessThanOrEqual(5);
      urls.push(...page.resultPages.map(({ resultUrl }) => resultUrl));
      path = page.nextRecordsUrl;
    }
    expect(urls).toHaveLength(7);
    const texts = await Promise.all(urls.map(async (url) => (await rest(emulator, url)).text));
    expect(texts.join("").replaceAll('"Name"\n', "").split("\n")).toHaveLength(14);
    const { id: old } = await emulator.control.addQueryJob({ apiVersion: "57.0", state: "JobComplete" });
    expect((await rest(emulator, `/services/data/v57.0/jobs/query/${old}/resultPages`)).status).toBe(404);
  });

  test("is read in the version that it was created with (F-139)", async () => {
    const emulator = await loaded();
    const { id } = await emulator.control.addQueryJob({ apiVersion: "61.0", state: "JobComplete" });
    expect((await rest(emulator, `jobs/query/${id}/results`)).status).toBe(409);
    expect((await rest(emulator, `/services/data/v61.0/jobs/query/${id}/results`)).status).toBe(200);
  });

  test("has a dialect, deleted records for queryAll only, and a header without records", async () => {
    const emulator = await loaded();
    const [record] = await emulator.control.records("Account");
    await emulator.control.addIngestJob({
      operation: "delete",
      state: "UploadComplete",
      content: `Id\n${String(record?.["Id"])}\n`,
    });
    await emulator.control.advance(500);
    const results = async (query: string, more = {}): Promise<string> =>
      (await rest(emulator, `jobs/query/${await run(emulator, query, more)}/results`)).text;
    expect(await results("SELECT Name FROM Account")).toBe('"Name"\n"A1"\n"A2"\n');
    expect(
      await results("SELECT Name, IsDeleted FROM Account WHERE IsDeleted = true", {
        operation: "queryAll",
        columnDelimiter: "PIPE",
        lineEnding: "CRLF",
      }),
    ).toBe('"Name"|"IsDeleted"\r\n"A0"|"true"\r\n');
    expect(await results("SELECT Name FROM Account WHERE Name = 'none'")).toBe('"Name"\n');
  });

  test("gives what it found, whatever has become of the records since", async () => {
    const emulator = await loaded({}, 1);
    const id = await run(emulator, "SELECT Name FROM Account");
    const [account] = await emulator.control.records("Account");
    const content = `Id,Name\n${String(account?.["Id"])},Renamed\n`;
    await emulator.control.addIngestJob({ operation: "update", state: "UploadComplete", content });
    await emulator.control.advance(500);
    expect(await emulator.control.records("Account")).toMatchObject([{ Name: "Renamed" }]);
    expect((await rest(emulator, `jobs/query/${id}/results`)).text).toBe('"Name"\n"A0"\n');
  });

  test("is aborted while it runs, and deleted when it has ended (F-117, F-140)", async () => {
    const emulator = await loaded();
    const { id } = await emulator.control.addQueryJob();
    const remove = { method: "DELETE" };
    const abort = { method: "PATCH", body: { state: "Aborted" } };
    expect(restErrorOf(await rest(emulator, `jobs/query/${id}`, remove))).toEqual([
      400,
      "API_ERROR",
      "Error encountered when deleting the job because the job is not terminated",
    ]);
    const aborted = await rest(emulator, `jobs/query/${id}`, abort);
    expect(Object.keys(parsed(aborted))).toEqual([
      "id",
      "operation",
      "object",
      "createdById",
      "createdDate",
      "systemModstamp",
      "state",
      "concurrencyMode",
      "contentType",
      "apiVersion",
    ]);
    expect(restErrorOf(await rest(emulator, `jobs/query/${id}`, abort)).slice(0, 2)).toEqual([400, "INVALIDJOBSTATE"]);
    expect((await rest(emulator, `jobs/query/${id}`, remove)).status).toBe(204);
    expect((await rest(emulator, `jobs/query/${id}`)).status).toBe(404);
    const other = await emulator.control.addQueryJob({ createdById: "0058Z000000Oth1AAA" });
    expect(restErrorOf(await rest(emulator, `jobs/query/${other.id}`, abort)).slice(0, 2)).toEqual([
      400,
      "INVALIDUSER",
    ]);
    const done = await emulator.control.addQueryJob({ state: "JobComplete" });
    expect(restErrorOf(await rest(emulator, `jobs/query/${done.id}`, abort))[2]).toBe(
      "Aborting already Completed Job not allowed",
    );
    const closing = { method: "PATCH", body: { state: "UploadComplete" } };
    expect((await rest(emulator, `jobs/query/${other.id}`, closing)).status).toBe(400);
  });

  test.each([
    [{ query: "SELECT COUNT() FROM Account" }, "MALFORMED_QUERY"],
    [{ query: "SELECT Nonsense FROM Account" }, "INVALID_FIELD"],
    [{ query: "SELECT Id FROM Nothing" }, "INVALID_TYPE"],
    [{ operation: "insert" }, "INVALIDJOB"],
    [{ query: "" }, "INVALIDJOB"],
    [{ object: "Account" }, "INVALIDJOB"],
    [{ query: "SELECT Id FROM Event__e" }, "INVALIDENTITY"],
  ])("%j is refused: %s", async (more, code) => {
    const emulator = still({ objects: { Event__e: { keyPrefix: "e00", bulk: false, fields: {} } } });
    const body = { operation: "query", query: "SELECT Id FROM Account", ...more };
    const error = restErrorOf(await rest(emulator, "jobs/query", { body }));
    expect(error.slice(0, 2)).toEqual([400, code]);
    if (code === "INVALIDENTITY") expect(error[2]).toBe("Entity 'Event__e' is not supported by the Bulk Query API.");
  });

  test("counts against the limit of a day, and is no batch (F-142)", async () => {
    const emulator = await loaded();
    await run(emulator, "SELECT Id FROM Account");
    expect(parsed(await rest(emulator, "limits"))).toMatchObject({
      DailyBulkV2QueryJobs: { Remaining: 9999 },
      DailyBulkApiBatches: { Remaining: 15_000 },
    });
  });
});
