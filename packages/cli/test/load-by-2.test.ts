import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonLines } from "./json-lines.ts";
import { runHere } from "./run-here.ts";
import type { Done } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// load --api 2.0.

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());
const rows = "Name;Phone\r\nAcme;1\r\n;2\r\nGlobex;3\r\nAcme;1\r\n";
const put = (text: string): void => writeFileSync(join(org.folder, "a.csv"), text);
const run = async (args: readonly string[], input = ""): Promise<Done> =>
  await runHere([...args, ...(args[0] === "load" ? ["--poll-interval", "0.05"] : [])], {
    env: org.env,
    cwd: org.folder,
    input,
  });
const insert = ["load", "a.csv", "-s", "Account", "--operation", "insert", "--api", "2.0"] as const;
const names = async (): Promise<string[]> =>
  (await org.emulator.control.records("Account")).map(({ Name }) => String(Name)).toSorted();
const one = (ending: string): string => {
  const [name = ""] = readdirSync(org.folder).filter((file) => file.endsWith(ending));
  return org.read(name);
};

test("rows go in as they are; the results have their numbers and the file's own lines; 68, and the receipt says how", async () => {
  put(rows);
  const { code, stdout } = await run(insert);
  expect(code).toBe(68);
  expect(stdout).toMatch(/^ +3 written .*\n +1 failed .*\n +1 × REQUIRED_FIELD_MISSING: .*, first in\n? *row 2\n$/);
  expect(one("failed-records.csv")).toBe(
    "sf__Id;sf__Error;sf__Row;Name;Phone\n;REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name;2;;2\n",
  );
  // Equal rows came to the same end: it does not matter which is which.
  expect(one("success-records.csv")).toMatch(
    /^sf__Id;sf__Created;sf__Row;Name;Phone\n001\w+;true;1;Acme;1\n001\w+;true;3;Globex;3\n001\w+;true;4;Acme;1\n$/,
  );
  const [job] = await org.emulator.control.bulk2Jobs();
  expect(job).toMatchObject({ columnDelimiter: "SEMICOLON", lineEnding: "CRLF" });
  expect(JSON.parse(one("load.json"))).toMatchObject({
    api: "2.0",
    jobs: [job?.id],
    summary: { rows: 4, written: 3, failed: 1 },
  });
  const again = await run(["load", "--retry", job?.id ?? "", "--json"]);
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 68, result: { successfulRecords: 0, failedRecords: 1 } });
  expect(await org.emulator.control.bulk2Jobs()).toHaveLength(2);
  const classic = await run(["load", "--retry", job?.id ?? "", "--api", "1.0", "--serial", "--json"]);
  expect(JSON.parse(classic.stdout)).toMatchObject({ status: 68, result: { failedRecords: 1 } });
  expect(await org.emulator.control.jobs()).toMatchObject([{ concurrencyMode: "Serial" }]);
});

test("--retry of a job without a receipt: what failed, and what it did not come to", async () => {
  const content = "Name\nAcme\nGlobex\nInitech\n";
  const { id } = await org.emulator.control.addIngestJob({ content, state: "UploadComplete", failsAfter: 1 });
  const { code } = await run(["load", "--retry", id]);
  expect(code).toBe(0);
  expect(await names()).toEqual(["Acme", "Globex", "Initech"]);
});

test("standard input has no numbers; --async prints the ids; --skip and --trial count on", async () => {
  expect((await run(["load", "-", ...insert.slice(2)], rows)).code).toBe(68);
  expect(one("failed-records.csv")).toMatch(/^sf__Id,sf__Error,Name,Phone\n,REQUIRED_.*,,2\n$/);
  put("Name\nOne\nTwo\nThree\n");
  const { code, stdout } = await run([...insert, "--async", "--skip", "2"]);
  const ids = (await org.emulator.control.bulk2Jobs()).map(({ id }) => id);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${ids.at(-1)}\n` });
  expect((await org.emulator.control.bulk2Job(ids.at(-1) ?? ""))?.state).toBe("JobComplete");
  const trial = await run([...insert, "--trial", "2", "--no-prompt", "--json", "--again"]);
  expect(JSON.parse(trial.stdout)).toMatchObject({
    status: 0,
    result: { trial: { successfulRecords: 2 }, rest: { successfulRecords: 1 } },
  });
  const numbers = readdirSync(org.folder)
    .filter((name) => name.includes("success"))
    .map((name) => org.read(name));
  expect(numbers.some((text) => /^sf__Id,sf__Created,sf__Row,Name\n\w+,true,3,Three\n$/.test(text))).toBe(true);
});

describe("a load that has stopped", () => {
  test("an upload that is refused: 75, the job writes nothing, and the advised command loads each row once", async () => {
    put(rows);
    const fault = {
      kind: "refused",
      exceptionCode: "INVALID",
      exceptionMessage: "no",
      on: { operation: "uploadData" },
    };
    await org.emulator.control.fail(fault as Parameters<typeof org.emulator.control.fail>[0]);
    const { code, stderr } = await run(insert);
    expect(code).toBe(75);
    const [, line = ""] = /Go on, and nothing goes in twice: sfbulk (.*)/.exec(stderr) ?? [];
    expect(stderr).not.toContain("sfbulk close");
    expect(await names()).toEqual([]);
    expect((await run([...insert])).code).toBe(2);
    expect((await run([...line.split(" "), "--api", "1.0"])).code).toBe(2);
    expect((await run(line.split(" "))).code).toBe(68);
    expect(await names()).toEqual(["Acme", "Acme", "Globex"]);
    expect(existsSync(join(org.folder, "a.csv.sfbulk-journal"))).toBe(false);
    expect((await org.emulator.control.bulk2Jobs()).map(({ state }) => state)).toEqual(["Aborted", "JobComplete"]);
  });

  test("the time is over once all is there: 69, and nothing is to be loaded again", async () => {
    await org.end();
    org = await startOrg({ queueTime: 3_600_000 });
    put(rows);
    const { code, stderr } = await run([...insert, "--wait", "0.01"]);
    expect(code).toBe(69);
    const [job] = await org.emulator.control.bulk2Jobs();
    expect(stderr).toContain(`Wait on with: sfbulk wait ${job?.id}`);
    expect(stderr).not.toContain("--resume");
    expect(existsSync(join(org.folder, "a.csv.sfbulk-journal"))).toBe(false);
    expect(JSON.parse(one("load.json"))).toMatchObject({ jobs: [job?.id], summary: null });
  });

  test("more rows fail than may: 65", async () => {
    put(`Name,Phone\n${",1\n".repeat(20)}`);
    const lines = jsonLines((await run([...insert, "--max-failed", "5", "--jsonl"])).stdout);
    expect(lines.at(-1)).toMatchObject({ status: 65 });
  });
});

test("--dry-run: what would be sent, and what it costs", async () => {
  put(rows);
  const { code, stdout } = await run([...insert, "--dry-run"]);
  expect(code).toBe(0);
  expect(stdout).toContain(
    '"lineEnding":"CRLF","columnDelimiter":"SEMICOLON"}\nthen 4 rows in 1 such job, which is closed',
  );
  expect(stdout).toMatch(/\nCost {6}1 batch of 15,000 left today, at least 7 API calls of [\d,]+ left today\n$/);
  expect(await org.emulator.control.bulk2Jobs()).toEqual([]);
});

test.each([
  [["--batch-size", "200"], "Salesforce makes the batches of a job itself"],
  [["--serial"], "such a job has no mode that can be chosen"],
  [["--on-error", "close"], "closing a job begins the writing of its rows"],
])("%j is refused, and nothing is sent", async (more, why) => {
  put(rows);
  const { code, stderr } = await run([...insert, ...more]);
  expect(code).toBe(2);
  expect(stderr).toContain(why);
  expect(await org.emulator.control.exchanges()).toEqual([]);
});
