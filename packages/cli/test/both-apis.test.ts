import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonLines } from "./json-lines.ts";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// Jobs of Bulk API 2.0 in every command that takes an id.

const id = "7509H0000016GUXQA2";
const hour = 3_600_000;
const content = "Name,Phone\nAcme,1\n,2\nGlobex,3\n";
let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());
const run = async (args: readonly string[], input = ""): Promise<Done> =>
  await runInPipe(args, { env: org.env, cwd: org.folder, input });
const stateOf = async (): Promise<string | undefined> => (await org.emulator.control.bulk2Job(id))?.state;

describe("list", () => {
  test("says which API a job is of", async () => {
    await org.emulator.control.addIngestJob({ id, ageMs: 2 * hour });
    await org.emulator.control.addJob({ ageMs: hour, state: "Closed" });
    await org.emulator.control.addQueryJob({ ageMs: 3 * hour });
    const { stdout } = await run(["list"]);
    expect(stdout.split("\n").map((line) => line.split(/\s+/).slice(1, 4))).toEqual([
      ["API", "STATE", "OPERATION"],
      ["1.0", "Closed", "insert"],
      ["2.0", "Open", "insert"],
      ["2.0", "JobComplete", "query"],
      [],
    ]);
  });
});

describe("status", () => {
  test("of an open ingest job says that closing begins the writing", async () => {
    await org.emulator.control.addIngestJob({ id, content });
    const { code, stdout } = await run(["status", id]);
    expect(code).toBe(0);
    expect(stdout).toContain("API         Bulk API 2.0\n");
    expect(stdout).toContain(
      `It is open: its rows are written when it is closed, sfbulk close ${id}; or not at all, sfbulk abort ${id}\n`,
    );
    expect(stdout).not.toContain("BATCH");
    const { result } = JSON.parse((await run(["status", id, "--json"])).stdout) as { result: object };
    expect(result).toMatchObject({ id, api: "2.0", state: "Open" });
    expect(result).not.toHaveProperty("batches");
  });

  test("of a query says what it found", async () => {
    await org.emulator.control.addIngestJob({ content: "Name\nAcme\n", state: "UploadComplete" });
    await org.emulator.control.addQueryJob({ id });
    expect((await run(["status", id])).stdout).toContain("Rows        1 found\n");
  });

  test("--watch goes on to its end, and tells of each change", async () => {
    await org.end();
    org = await startOrg({ queueTime: 100, processTime: 200 });
    await org.emulator.control.addIngestJob({ id, content, state: "UploadComplete" });
    const { code, stdout, stderr } = await run(["status", id, "--watch", "--poll-interval", "0.05"]);
    expect(code).toBe(0);
    expect(stderr).toContain("JobComplete: 3 rows, 1 failed");
    expect(stdout).toContain("Rows        3 processed, 1 failed");
    const { stdout: lines } = await run(["status", id, "--watch", "--jsonl"]);
    expect(jsonLines(lines)).toMatchObject([
      { type: "status", job: { id, state: "JobComplete" } },
      { type: "summary", status: 0, result: { jobId: id, state: "JobComplete" } },
    ]);
  });
});

describe("wait", () => {
  test("68 where rows failed", async () => {
    await org.emulator.control.addIngestJob({ id, content, state: "UploadComplete" });
    const { code, stdout, stderr } = await run(["wait", id, "--poll-interval", "0.05"]);
    expect(code).toBe(68);
    expect(stdout).toMatch(/^JobComplete {5}7509H0000016GUXQA2 {2}insert Account, .*3 rows, 1 failed\n$/);
    expect(stderr).toContain(`See which rows failed with: sfbulk results ${id}`);
    expect(JSON.parse((await run(["wait", id, "--json"])).stdout)).toMatchObject({
      status: 68,
      result: { api: "2.0", job: { id } },
    });
  });

  test("69 where nobody closes it; what closing does is said", async () => {
    await org.emulator.control.addIngestJob({ id, content });
    const { code, stderr } = await run(["wait", id, "--wait", "0.02", "--poll-interval", "0.5"]);
    expect(code).toBe(69);
    expect(stderr).toContain(`Have its rows written, where all are there, with: sfbulk close ${id}`);
  });

  test("1 for one that failed in the middle", async () => {
    await org.emulator.control.addIngestJob({ id, content, state: "UploadComplete", failsAfter: 2 });
    const { code, stderr } = await run(["wait", id, "--poll-interval", "0.05"]);
    expect(code).toBe(1);
    expect(stderr).toContain("The job failed: InternalServerError : the job was given up");
  });
});

describe("results", () => {
  test("in files, without the numbers of rows, which that API does not tell", async () => {
    await org.emulator.control.addIngestJob({ id, content, state: "UploadComplete", failsAfter: 2 });
    const { code, stdout, stderr } = await run(["results", id]);
    expect(code).toBe(0);
    // What moves on a terminal is no line of a log.
    expect(stderr).toBe("");
    expect(stdout).toBe(
      `        1 written      ${id}-success-records.csv\n        1 failed       ${id}-failed-records.csv\n        1 unprocessed  ${id}-unprocessed-records.csv\n        1 × REQUIRED_FIELD_MISSING: Required fields are missing: [Name]\n`,
    );
    expect(org.read(`${id}-success-records.csv`)).toMatch(
      /^"sf__Id","sf__Created","Name","Phone"\n"001\w+","true","Acme","1"\n$/,
    );
    expect(org.read(`${id}-failed-records.csv`)).toBe(
      "sf__Id,sf__Error,Name,Phone\n,REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name,,2\n",
    );
    expect(org.read(`${id}-unprocessed-records.csv`)).toBe('"Name","Phone"\n"Globex","3"\n');
    expect((await run(["results", id])).code).toBe(2);
    const { result } = JSON.parse(
      (await run(["results", id, "--json", "--failed-only", "--output-dir", "f"])).stdout,
    ) as {
      result: object;
    };
    expect(result).toMatchObject({
      jobId: id,
      status: "Failed",
      successfulRecords: 1,
      failedRecords: 1,
      unprocessedRecords: 1,
    });
    expect(readdirSync(join(org.folder, "f"))).toHaveLength(2);
  });

  test("on standard output", async () => {
    await org.emulator.control.addIngestJob({ id, content, state: "UploadComplete", failsAfter: 2 });
    expect((await run(["results", id, "--csv", "--failed-only"])).stdout).toBe(
      "sf__Id,sf__Success,sf__Created,sf__Error,Name,Phone\n,false,false,REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name,,2\n,false,false,NOT_PROCESSED,Globex,3\n",
    );
    expect(jsonLines((await run(["results", id, "--jsonl"])).stdout)).toMatchObject([
      { type: "row", success: true, kind: "successful", created: true, record: { Name: "Acme", Phone: "1" } },
      { type: "row", success: false, kind: "failed", errors: [{ statusCode: "REQUIRED_FIELD_MISSING" }] },
      { type: "row", success: false, kind: "unprocessed", record: { Name: "Globex" } },
      { type: "summary", status: 0, result: { jobId: id, rows: 3 }, warnings: [] },
    ]);
  });

  test("of one that has not ended: wait first", async () => {
    await org.emulator.control.addIngestJob({ id, content });
    const { code, stderr } = await run(["results", id]);
    expect(code).toBe(1);
    expect(stderr).toContain(`Cannot read the results of job ${id}: it is Open`);
    expect(stderr).toContain(`Wait for it with: sfbulk wait ${id}`);
  });

  test("of a query are what it found", async () => {
    await org.emulator.control.addIngestJob({ content: "Name\nAcme\n", state: "UploadComplete" });
    await org.emulator.control.addQueryJob({ id, query: "SELECT Name FROM Account" });
    expect(await run(["results", id])).toMatchObject({ code: 0, stdout: '"Name"\n"Acme"\n' });
    expect(jsonLines((await run(["results", id, "--jsonl"])).stdout)).toMatchObject([
      { type: "row", record: { Name: "Acme" } },
      { type: "summary", result: { jobId: id, totalSize: 1 } },
    ]);
  });
});

describe("close", () => {
  test("says that the writing begins, and --dry-run what would be sent", async () => {
    await org.emulator.control.addIngestJob({ id, content });
    const dry = await run(["close", id, "--dry-run"]);
    expect(dry.stdout).toMatch(/PATCH http.*\/jobs\/ingest\/7509H0000016GUXQA2 \{"state":"UploadComplete"\}/);
    expect(await stateOf()).toBe("Open");
    const { code, stderr } = await run(["close", id]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(
        `Job ${id} is one of Bulk API 2.0: closing it begins the writing of its rows`,
      ) as string,
    });
    expect(await stateOf()).toBe("JobComplete");
  });

  test("of a query is refused, and nothing is sent for it", async () => {
    await org.emulator.control.addQueryJob({ id });
    for (const more of [[], ["--dry-run"]]) {
      const { code, stderr } = await run(["close", id, ...more]);
      expect(code).toBe(2);
      expect(stderr).toContain("which is never open; it can be aborted");
    }
  });
});

describe("abort", () => {
  test.each(["ingest", "query"] as const)("of an %s job: shows it, asks, does it", async (kind) => {
    await org.end();
    org = await startOrg({ queueTime: 60_000 });
    await (kind === "ingest" ? org.emulator.control.addIngestJob({ id }) : org.emulator.control.addQueryJob({ id }));
    const dry = await run(["abort", id, "--dry-run"]);
    expect(dry.stdout).toContain(`/jobs/${kind}/${id} {"state":"Aborted"}`);
    const terminal = runOnTerminal(["abort", id], { env: org.env });
    await terminal.seen("(Emulator, Developer Edition)? (y/N)");
    expect(terminal.screen()).toContain(id);
    terminal.type("y\r");
    expect(await terminal.exit).toBe(0);
    expect(await stateOf()).toBe("Aborted");
    expect((await run(["abort", id, "-p"])).code).toBe(0);
  });
});

describe("delete", () => {
  test("shows the job, asks, and deletes it with its rows; the records stay", async () => {
    await org.emulator.control.addIngestJob({ id, content, state: "UploadComplete" });
    const dry = await run(["delete", id, "--dry-run"]);
    expect(dry.stdout).toMatch(
      /would-delete +7509H0000016GUXQA2 .*\n {4}DELETE http.*\/jobs\/ingest\/7509H0000016GUXQA2\n$/,
    );
    expect(await stateOf()).toBe("JobComplete");
    const terminal = runOnTerminal(["delete", id], { env: org.env });
    await terminal.seen("(Emulator, Developer Edition)? (y/N)");
    expect(terminal.screen()).toContain(`JobComplete     ${id}  insert Account`);
    terminal.type("y\r");
    expect(await terminal.exit).toBe(0);
    expect(await stateOf()).toBeUndefined();
    expect(await org.emulator.control.records("Account")).toHaveLength(2);
  });

  test("of queries, many at once, from standard input; what fails hides nothing", async () => {
    const { id: first } = await org.emulator.control.addQueryJob({});
    const { id: second } = await org.emulator.control.addQueryJob({});
    const { id: open } = await org.emulator.control.addIngestJob({});
    const { code, stdout } = await run(["delete", "-", "-p", "--json"], `${first}\n${open}\n${second}\n`);
    expect(code).toBe(68);
    expect(JSON.parse(stdout)).toMatchObject({
      result: {
        deleted: 2,
        failed: 1,
        jobs: [
          { jobId: first, outcome: "deleted" },
          { jobId: open, outcome: "failed", error: { data: { jobId: open } } },
          { jobId: second, outcome: "deleted" },
        ],
      },
    });
    expect((await org.emulator.control.bulk2Jobs()).map((job) => job.id)).toEqual([open]);
  });

  test("of one that is open: 1, and to abort it first", async () => {
    await org.emulator.control.addIngestJob({ id });
    const { code, stderr } = await run(["delete", id, "-p"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`sfbulk abort ${id}`);
    expect(await stateOf()).toBe("Open");
  });

  test("of Bulk API 1.0 there is none: 2, and why", async () => {
    await org.emulator.control.addJob({ id });
    writeFileSync(join(org.folder, "ids"), id);
    for (const more of [["-p"], ["--dry-run"]]) {
      const { code, stderr } = await run(["delete", "--file", "ids", ...more]);
      expect(code).toBe(2);
      expect(stderr).toContain("it is one of Bulk API 1.0, which deletes no job");
    }
  });

  test("without anybody to ask: 2", async () => {
    const { code, stderr } = await run(["delete", id]);
    expect(code).toBe(2);
    expect(stderr).toContain("nobody is there to answer");
  });
});
