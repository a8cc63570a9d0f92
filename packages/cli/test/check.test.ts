import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csvRecords, startOfFile } from "../src/csv/csv-records.ts";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// What is told of a file before it is loaded.

let org: TestOrg;
let file: string;
beforeEach(async () => {
  org = await startOrg();
  file = join(org.folder, "accounts.csv");
});
afterEach(async () => await org.end());
const write = (text: string | Uint8Array): void => writeFileSync(file, text);
const check = async (...args: string[]): Promise<Done> => await runInPipe(["check", file, ...args], { env: org.env });
const report = async (...args: string[]): Promise<Record<string, unknown>> =>
  (JSON.parse((await check("--json", ...args)).stdout) as { result: Record<string, unknown> }).result;
const account = ["-s", "Account", "--operation", "insert"];

describe("check", () => {
  test("a file alone: how it is written, how much there is; no org is asked", async () => {
    write("Name;Phone\r\nAcme;1\r\n\r\nGlobex;2\r\n");
    const { code, stdout, stderr } = await check();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      `File      ${file}, 32 B, utf-8, semicolons, lines end with CRLF\nColumns   Name, Phone\nRows      2 in 1 batch\n`,
    );
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("lines of another length, each with its line and its byte; 1", async () => {
    const text = 'Name,Phone\nAcme,1\n\n"a\nb"\n"Zoë, ""x""",2,3\nGlobex,4\n,\n';
    write(text);
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain("error     line 4 (byte 19) has 1 value for 2 columns\n");
    expect(stdout).toContain("error     line 6 (byte 25) has 3 values for 2 columns\n");
    expect(await report()).toMatchObject({
      rows: 5,
      raggedRows: 2,
      ragged: [
        { line: 4, byte: 19, values: 1 },
        { line: 6, byte: 25, values: 3 },
      ],
    });
  });

  test("columns and values, by the org", async () => {
    write("Name,Phon,Website\nAcme,1,x\n,2,y\n");
    const { code, stdout } = await check(...account);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nerror {5}.*"Phon".*Phone/);
    expect(stdout).toMatch(/\nwarning {3}.*line 3.*"Name"/);
    expect(await report(...account)).toMatchObject({
      preflight: { checked: true, columns: [{ column: "Phon", suggestion: "Phone" }], values: [{ column: "Name" }] },
    });
    expect(await org.emulator.control.jobs()).toEqual([]);
    write("Name,Phone\nAcme,1\n");
    const fits = await check(...account);
    expect(fits).toMatchObject({ code: 0, stdout: expect.stringContaining("ok        the org has a field") as string });
  });

  test("--offline: what is wrong whatever the fields are; the org is not asked", async () => {
    write("Name\nAcme\n");
    const args = ["-s", "Account", "--operation", "update", "--offline"];
    const { code, stdout } = await check(...args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nerror .*Id/);
    expect(stdout).toContain("unchecked The org was not asked");
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("gzip, UTF-16 and columns of tools are told", async () => {
    write(gzipSync("Name\nAcme\n"));
    expect(await report()).toMatchObject({ rows: 1, columns: ["Name"], encoding: "utf-8" });
    write(Buffer.from("\uFEFFName\tPhone\nZoë\t1\n", "utf16le"));
    expect(await report(...account)).toMatchObject({
      rows: 1,
      encoding: "utf-16le",
      delimiter: "\t",
      columns: ["Name", "Phone"],
    });
    write("sf__Id,sf__Error,Name\n,x,Acme\n,y\n");
    expect(await report()).toMatchObject({ columns: ["Name"], leftOut: ["sf__Id", "sf__Error"], raggedRows: 1 });
  });

  test.each([
    ['Name,Phone\nAc"me,1\n', "line 2 has a quote"],
    ['Name\n"Acme\n', "never closed"],
    ["Name,Name\nA,B\n", "Name"],
    ["Name;Phone,Fax\n1;2,3\n", "Cannot tell what stands between"],
    [Buffer.from("Name\nFran\u00E7ois\n", "latin1"), "not UTF-8"],
    [
      "PK\u0003\u0004 xl/workbook",
      "Excel workbook (.xlsx), expected CSV; save it as CSV, in UTF-8\n          In Excel: File, Save As",
    ],
    [Buffer.from("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "latin1"), "          In Excel: File, Save As, CSV UTF-8"],
    ["PK\u0003\u0004 Index/Document.iwa", "          In Numbers: File, Export To, CSV"],
    ["PK\u0003\u0004 accounts.csv", "          Unpack it, and load what is in it: unzip -p"],
    ["%PDF-1.7\n", "          A PDF has no rows"],
  ])("what is no CSV: %j", async (text, words) => {
    write(text);
    const { code, stdout } = await check();
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(words) as string });
  });

  test("load refuses a workbook with what to do, before anything is sent", async () => {
    write("PK\u0003\u0004 xl/workbook");
    const { code, stderr } = await runInPipe(["load", join(org.folder, "accounts.csv"), ...account], { env: org.env });
    expect(code).toBe(2);
    expect(stderr).toContain("Try this:\n  In Excel: File, Save As, CSV UTF-8");
    expect(await org.emulator.control.jobs()).toEqual([]);
  });

  test("no rows, no file, half a target: 2", async () => {
    write("Name\n");
    expect((await check()).code).toBe(2);
    expect((await check("-s", "Account")).code).toBe(2);
    expect((await runInPipe(["check", join(org.folder, "other.csv")], { env: org.env })).code).toBe(2);
    expect((await runInPipe(["check", "-"], { env: org.env })).code).toBe(2);
  });

  test("on a terminal it leaves the report and nothing of the spinner", async () => {
    write("Name\nAcme\n");
    const terminal = runOnTerminal(["check", "accounts.csv", ...account], { env: org.env, cwd: org.folder });
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen()).toMatch(
      /^File {6}accounts\.csv, 10 B, utf-8, commas, lines end with LF\nColumns {3}Name\n/,
    );
  });
});

describe("load --dry-run", () => {
  const dryRun = async (...args: string[]): Promise<Done> =>
    await runInPipe(["load", file, ...account, "--dry-run", ...args], { env: org.env });

  test("reads the file, checks it, and says what it would cost; the org is only read", async () => {
    write(`Name\n${"Acme\n".repeat(25)}`);
    const { code, stdout } = await dryRun("--batch-size", "10");
    expect(code).toBe(0);
    expect(stdout).toContain("Rows      25 in 3 batches\n");
    expect(stdout).toContain(`POST ${org.url}/services/async/68.0/job {"operation":"insert","object":"Account"`);
    expect(stdout).toContain("then 25 rows in 3 batches of up to 10 rows, and the job is closed\n");
    expect(stdout).toMatch(/Cost {6}3 batches of 15,000 left today, at least 11 API calls of [\d,]+ left today\n/);
    const sent = await org.emulator.control.exchanges();
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  test("1 where the file cannot be loaded", async () => {
    write("Nope__c\nx\n");
    const { code, stdout } = await dryRun("--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 1,
      result: { dryRun: true, rows: 1, cost: { batches: 1 }, preflight: { columns: [{ column: "Nope__c" }, {}] } },
    });
  });
});

test("records are placed by line and byte however the file is cut", async () => {
  const text = 'A\r\n"x\r\ny",1\r\r\n\n"q""\n"\nlast';
  const expected = [
    ["A", 1, 0],
    ['"x\r\ny",1', 2, 3],
    ['"q""\n"', 6, 15],
    ["last", 8, 22],
  ];
  for (let size = 1; size < 26; size++) {
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
    };
    const place = startOfFile();
    const found: unknown[] = [];
    for await (const record of csvRecords(pieces(), place)) {
      found.push([Buffer.from(record).toString(), place.line, place.byte]);
    }
    expect(found).toEqual(expected);
  }
});
