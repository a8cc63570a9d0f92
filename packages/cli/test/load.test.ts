import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { countReasons } from "../src/results/outcomes/count-reasons.ts";
import { runHere } from "./run-here.ts";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// What a load does with files as they are, and with what fails.

let org: TestOrg;
let file: string;
beforeEach(async () => {
  org = await startOrg();
  file = join(org.folder, "accounts.csv");
});
afterEach(async () => await org.end());
const write = (text: string | Uint8Array): void => writeFileSync(file, text);
const options = (): string[] => ["--output-dir", org.folder, "--poll-interval", "0.05"];
const account = ["-s", "Account", "--operation", "insert"];
const load = async (...args: string[]): Promise<Done> =>
  await runInPipe(["load", file, ...account, ...options(), ...args], { env: org.env });
const retry = async (id: string, ...args: string[]): Promise<Done> =>
  await runInPipe(["load", "--retry", id, ...options(), ...args], { env: org.env });
const jobs = async (): Promise<readonly string[]> => (await org.emulator.control.jobs()).map(({ id }) => id);
const names = async (): Promise<unknown[]> => (await org.emulator.control.records("Account")).map(({ Name }) => Name);
const bytesOf = (id: string, kind: string): Buffer => readFileSync(join(org.folder, `${id}-${kind}-records.csv`));
/** What stands behind the columns of sfbulk in a file of results, as bytes. */
const rowsOf = (id: string, kind: string): string => bytesOf(id, kind).toString("latin1");

test("a file that was loaded in part: what was not written is loaded by the advised command, and nothing twice", async () => {
  write("Name,Phone\nAcme,1\n,2\nGlobex,3\n");
  expect((await load()).code).toBe(68);
  const [id = ""] = await jobs();
  const again = await load();
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("2 of 3 written");
  expect(again.stderr).toContain(`sfbulk results ${id} --output-dir ${org.folder} --csv\n`);
  // A load that was ended before its files were there: they are written by what is advised.
  for (const name of ["success", "failed"]) rmSync(join(org.folder, `${id}-${name}-records.csv`));
  expect((await load()).stderr).toContain(`sfbulk results ${id} --output-dir ${org.folder}\n`);
  expect((await runInPipe(["results", id, "--output-dir", org.folder], { env: org.env })).code).toBe(0);
  expect(rowsOf(id, "success")).toContain("Globex");
  const [, advised = ""] = /Load those that were not written: sfbulk (retry .+)\n/.exec(again.stderr) ?? [];
  expect(advised).toContain(id);
  expect(again.stderr).toContain("Load all of them once more, those that were written too: --again");
  const retried = await runInPipe([...advised.split(" "), "--poll-interval", "0.05"], { env: org.env });
  expect(retried.code).toBe(68);
  expect(await names()).toEqual(["Acme", "Globex"]);
});

describe("result files have the rows as they stand in the file", () => {
  test("byte for byte: quotes, spaces, delimiter, encoding, whatever the line ends", async () => {
    const text = 'Name;"Phone"\r\n"Fran\u00E7ois; ""x""";1\n;"2"\r\n\r\n  plain ;3\r\n';
    write(Buffer.from(text, "latin1"));
    expect((await load("--encoding", "windows-1252")).code).toBe(68);
    const [id = ""] = await jobs();
    expect(rowsOf(id, "success")).toMatch(
      /^sf__Id;sf__Created;sf__Row;Name;"Phone"\n\w+;true;1;"Fran\u00E7ois; ""x""";1\n\w+;true;3; {2}plain ;3\n$/,
    );
    expect(rowsOf(id, "failed")).toMatch(
      /^sf__Id;sf__Error;sf__Row;Name;"Phone"\n;REQUIRED_FIELD_MISSING:.*;2;;"2"\n$/,
    );
    // The same by the receipt, later.
    const before = [rowsOf(id, "success"), rowsOf(id, "failed")];
    const results = async (): Promise<Done> =>
      await runInPipe(["results", id, "--output-dir", org.folder, "--overwrite", "--json"], { env: org.env });
    expect(JSON.parse((await results()).stdout)).toMatchObject({ result: { isFromFile: true } });
    expect([rowsOf(id, "success"), rowsOf(id, "failed")]).toEqual(before);
    // Where the file has changed, or is gone, the values come from Salesforce.
    write("Name;Phone\nother;1\n");
    expect(JSON.parse((await results()).stdout)).toMatchObject({ result: { isFromFile: false } });
    expect(bytesOf(id, "success").toString()).toContain('true,1,"François; ""x""",1\n');
    rmSync(file);
    expect(JSON.parse((await results()).stdout)).toMatchObject({ result: { isFromFile: false, failedRecords: 1 } });
  });

  test("UTF-16 and gzip: as UTF-8, unpacked", async () => {
    write(gzipSync(Buffer.from("\uFEFFName\tPhone\r\nZoë\t1\r\n", "utf16le")));
    expect((await load()).code).toBe(0);
    const [id = ""] = await jobs();
    expect(bytesOf(id, "success").toString()).toMatch(
      /^sf__Id\tsf__Created\tsf__Row\tName\tPhone\n\w+\ttrue\t1\tZoë\t1\n$/,
    );
  });

  test("a column __proto__ is a column", async () => {
    write("Name,__proto__\nAcme,a\n,b\n");
    await load("--no-check");
    const [id = ""] = await jobs();
    const rows = (): string => rowsOf(id, "failed");
    expect(rows()).toMatch(/sf__Row,Name,__proto__\n.*,1,Acme,a\n.*,2,,b\n$/);
    rmSync(file);
    await runInPipe(["results", id, "--output-dir", org.folder, "--overwrite"], { env: org.env });
    expect(rows()).toMatch(/sf__Row,Name,__proto__\n.*,1,Acme,a\n.*,2,,b\n$/);
  });

  test("the columns of a file of results are replaced by new ones", async () => {
    write("sf__Id,sf__Error,sf__Row,Name,Phone\n,old,17,,1\n,old,18,B,2\n");
    const { stderr } = await load();
    expect(stderr).toContain("Columns that a tool has added are left out: sf__Id, sf__Error, sf__Row");
    const [id = ""] = await jobs();
    expect(rowsOf(id, "failed")).toMatch(/^sf__Id,sf__Error,sf__Row,Name,Phone\n,REQUIRED.*,1,,1\n$/);
  });
});

describe("a file that cannot be read as it is: 2, nothing is sent, and what to mend in it", () => {
  test.each<[what: string, text: string | Uint8Array, words: string, advice: string]>([
    ["lines of another length", "Name,Phone\nAcme\n", "row 1 (line 2) has 1 value for 2 columns\n", "Mend that line"],
    ["a quote in a value", 'Name\n5" pipe\n', "line 2 has a quote", "each quote in it is doubled"],
    ["a quote without end", 'Name\n"Acme\n', "never closed", "each quote in it is doubled"],
    ["a column twice", "Name,name\nA,B\n", 'same column twice: "Name" and "name"', "Mend the header line"],
    ["a column without a name", "Name,\nA,B\n", "no name for column 2 of 2", "Mend the header line"],
    ["an unknown column", "Name,Nope__c\nA,B\n", "say so by --no-check\n", "--no-check"],
    [
      "Windows-1252",
      Buffer.from("Name\nZo\u00EB\n", "latin1"),
      "--encoding windows-1252 reads it\n",
      "Save it as UTF-8",
    ],
    ["two delimiters", "Name;Phone,Fax\n1;2,3\n", "say it by --column-delimiter\n", "--column-delimiter SEMICOLON"],
    [
      "half of a gzip file",
      gzipSync("Name\nAcme\n").subarray(0, 20),
      "which is gzip: unexpected end of file\n",
      "gzip --test",
    ],
  ])("%s", async (_, text, words, advice) => {
    write(text);
    const { code, stderr } = await runHere(["load", file, ...account, ...options()], { env: org.env, input: "" });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) as string });
    expect(stderr.split("Try this:")[1]).toContain(advice);
    expect(stderr).not.toContain("the option ");
    expect(await jobs()).toEqual([]);
  });

  test("half of a gzip file of which some was sent: the job is ended, and named", async () => {
    const packed = gzipSync(`Name\n${Array.from({ length: 20_000 }, (__, index) => `Acme ${index}\n`).join("")}`);
    write(packed.subarray(0, packed.length - 12));
    const more = ["--no-check", "--batch-size", "1000"];
    // Only what can be read once is sent before it has been read to its end.
    const { code, stderr } = await runInPipe(["load", "-", ...account, ...options(), ...more], {
      env: org.env,
      input: null,
      meanwhile: async (child) => void child.stdin?.end(readFileSync(file)),
    });
    const [job] = await org.emulator.control.jobs();
    expect({ code, state: job?.state }).toEqual({ code: 1, state: "Aborted" });
    expect(stderr).toContain("Cannot unpack standard input, which is gzip: unexpected end of file; job 750");
    expect(stderr).toContain("gzip --test");
  });
});

describe("--retry", () => {
  test("loads what failed once more, as it was sent, of the whole load where the receipt is there", async () => {
    write("Name,Phone\nAcme,1\n,2\n,3\n");
    await load();
    const [id = ""] = await jobs();
    const again = await retry(id, "--json");
    expect(again.code).toBe(68);
    const { result } = JSON.parse(again.stdout) as { result: { jobId: string; failedRecords: number } };
    expect(result).toMatchObject({ failedRecords: 2, object: "Account", operation: "insert" });
    expect(rowsOf(result.jobId, "failed")).toMatch(/sf__Row,Name,Phone\n.*,1,,2\n.*,2,,3\n$/);
  });

  test("nothing failed: 0, and no job", async () => {
    write("Name\nAcme\n");
    await load();
    const [id = ""] = await jobs();
    const { code, stderr } = await retry(id);
    expect(code).toBe(0);
    expect(stderr).toContain(`No row of job ${id} is to be loaded again`);
    expect(await jobs()).toEqual([id]);
  });

  test("rows that may have been written are left out, and told", async () => {
    const { id } = await org.emulator.control.addJob({ batches: ["Name,Phone\nB,1\n,2\n"], state: "Closed" });
    await org.emulator.control.fail({ kind: "garbage", times: "always", on: { operation: "getResults" } });
    // The pauses between attempts are a random part of a time: of no length here.
    vi.spyOn(Math, "random").mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    // Within this process in any case, where that is so.
    const { code, stderr } = await runHere(["load", "--retry", id, ...options()], { env: org.env, input: "" });
    expect(code).toBe(0);
    expect(stderr).toMatch(/Warning: \d rows? of job 750\w+ may have been written, or cannot be told apart/);
  });

  test("what cannot be meant: 2", async () => {
    write("Name\nAcme\n");
    expect((await load("--retry", "7509H0000016GUXQA2")).code).toBe(2);
    expect((await retry("x")).code).toBe(2);
    expect((await retry("7509H0000016GUXQA2", "-s", "Account")).code).toBe(2);
    expect((await runInPipe(["load"], { env: org.env })).code).toBe(2);
  });
});

test("why rows failed is said, the most frequent reasons first", async () => {
  write("Name,Phone\nAcme,1\n,2\n,3\n");
  const { stdout } = await load();
  expect(stdout).toMatch(/ 2 × REQUIRED_FIELD_MISSING: Required fields are missing: \[Name\], first in row 2\n$/);
  const [id = ""] = await jobs();
  const json = await runInPipe(["results", id, "--output-dir", org.folder, "--overwrite", "--json"], { env: org.env });
  expect(JSON.parse(json.stdout)).toMatchObject({ result: { reasons: [{ rows: 2, firstRow: 2 }] } });
});

test("reasons with a message for each row are told apart up to a hundred, and counted by code behind that", () => {
  const { add, list } = countReasons();
  for (let row = 1; row <= 150; row++) add([{ statusCode: "X", message: `id ${row}`, fields: [] }], row);
  add(
    [
      { statusCode: "Y", message: "y", fields: [] },
      { statusCode: "Y", message: "y", fields: ["Name"] },
    ],
    151,
  );
  expect(list()).toHaveLength(102);
  expect(list()[0]).toEqual({ statusCode: "X", message: null, rows: 50, firstRow: 101 });
  expect(list().at(-1)).toEqual({ statusCode: "Y", message: null, rows: 1, firstRow: 151 });
});

describe("--max-failed", () => {
  test("65 where more fail; nothing more is added, and the journal knows the rest", async () => {
    write(`Name,Phone\n${",1\n".repeat(10)}${"Acme,2\n".repeat(10)}`);
    const slow = ["--batch-size", "5", "--concurrency", "1", "--poll-interval", "0.001"];
    const { code, stderr } = await load("--max-failed", "2", ...slow);
    expect(code).toBe(65);
    expect(stderr).toContain("--max-failed is 2");
    expect(stderr).toContain(`sfbulk load ${file} --resume --output-dir ${org.folder} --max-failed 100%`);
    const [id = ""] = await jobs();
    expect((await org.emulator.control.job(id))?.state).toBe("Aborted");
    expect(await names()).toHaveLength(0);
    const rest = await runInPipe(["load", file, "--resume", "--max-failed", "10", ...options()], { env: org.env });
    expect(rest.code).toBe(68);
    expect(await names()).toHaveLength(10);
  });

  test.each([
    ["5", 68],
    ["1", 65],
    ["50%", 68],
    ["49%", 65],
  ])("%s of two that fail among four: %i", async (most, code) => {
    write("Name,Phone\nAcme,1\n,2\n,3\nGlobex,4\n");
    const done = await load("--max-failed", most);
    expect(done.code).toBe(code);
    const [id = ""] = await jobs();
    // All are processed: what became of them is written all the same.
    expect(existsSync(join(org.folder, `${id}-failed-records.csv`))).toBe(true);
  });

  test("what is no number: 2", async () => {
    write("Name\nAcme\n");
    expect((await load("--max-failed", "some")).code).toBe(2);
    expect(await jobs()).toEqual([]);
  });
});

test("a file that this user may not read is a wrong call, and nothing is sent", async () => {
  write("Name\nAcme\n");
  chmodSync(file, 0);
  chmodSync(org.folder, 0o777);
  // Root may read everything.
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.(65_534);
  const done = runHere(["load", file, ...account, ...options()], { env: org.env, input: "" });
  const { code, stderr } = await done.finally(() => process.seteuid?.(user ?? 0));
  expect(code).toBe(2);
  expect(stderr).toContain(`Cannot read ${file}: EACCES: permission denied`);
  expect(await jobs()).toEqual([]);
});

describe("--trial", () => {
  const rows = `Name\n${Array.from({ length: 7 }, (_, index) => `Acme ${index + 1}`).join("\n")}\n`;

  test("on a terminal: the first rows, what became of them, one question, the rest with its row numbers", async () => {
    write(rows);
    const args = ["load", "accounts.csv", ...account, "--trial", "3", "--poll-interval", "0.05"];
    const terminal = runOnTerminal(args, { env: org.env, cwd: org.folder, columns: 120 });
    await terminal.seen("(Emulator, Developer Edition)? (y/N)");
    expect(terminal.screen()).toMatch(/3 written/);
    expect(await names()).toHaveLength(3);
    terminal.type("y\r");
    expect(await terminal.exit).toBe(0);
    expect(await names()).toHaveLength(7);
    const written = (await jobs()).map((id) => rowsOf(id, "success").split("\n").slice(1, -1));
    const numbers = written.flat().map((row) => row.split(",").slice(2).join(","));
    expect(numbers.toSorted()).toEqual(Array.from({ length: 7 }, (_, index) => `${index + 1},Acme ${index + 1}`));
  });

  test("the answer is no: how to load the rest is said", async () => {
    write(rows);
    const args = ["load", "accounts.csv", ...account, "--trial", "3", "--poll-interval", "0.05"];
    const terminal = runOnTerminal(args, { env: org.env, cwd: org.folder, columns: 160 });
    await terminal.seen("(Emulator, Developer Edition)? (y/N)");
    terminal.type("n\r");
    expect(await terminal.exit).toBe(1);
    expect(await names()).toHaveLength(3);
    const rest = /Load the rest: sfbulk (load .*)/.exec(terminal.screen())?.[1]?.trimEnd().split(" ");
    expect(rest?.join(" ")).toBe(
      "load accounts.csv --sobject Account --operation insert --skip 3 --poll-interval 0.05",
    );
    expect((await runInPipe(rest ?? [], { env: org.env, cwd: org.folder })).code).toBe(0);
    expect(new Set(await names()).size).toBe(7);
  });

  test("in a pipe: without --no-prompt 2; with it the rest goes in where none failed", async () => {
    write(rows);
    expect((await load("--trial", "3")).code).toBe(2);
    expect(await jobs()).toEqual([]);
    const { code, stdout } = await load("--trial", "3", "--no-prompt", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      result: { trial: { successfulRecords: 3 }, rest: { successfulRecords: 4 } },
    });
    write("Name,Phone\n,1\nGlobex,2\n");
    const { code: failed, stderr } = await load("--trial", "1", "--no-prompt");
    expect(failed).toBe(68);
    expect(stderr).toMatch(
      /behind the trial, since rows of the trial failed; load it with: sfbulk load .* --skip 1 .*--no-prompt/,
    );
    expect(await names()).not.toContain("Globex");
  });

  test("a trial of all rows is all", async () => {
    write(rows);
    const { code, stderr } = await load("--trial", "100", "--no-prompt");
    expect(code).toBe(0);
    expect(stderr).toContain("The trial was all of it");
    expect(await names()).toHaveLength(7);
  });
});

describe("what reaches the org", () => {
  test("--assignment-rule, of both APIs", async () => {
    write("Name\nAcme\n");
    const rule = "01Q9H0000016GUXUA2";
    expect((await load("--assignment-rule", rule)).code).toBe(0);
    expect(await org.emulator.control.jobs()).toMatchObject([{ assignmentRuleId: rule }]);
    expect((await load("--assignment-rule", rule, "--api", "2.0", "--again")).code).toBe(0);
    expect(await org.emulator.control.bulk2Jobs()).toMatchObject([{ assignmentRuleId: rule }]);
    expect((await load("--assignment-rule", "none", "--again")).code).toBe(2);
  });

  test("--stall-timeout: what stands still for so long is asked for again", async () => {
    write("Name\nAcme\n");
    await org.emulator.control.fail({ kind: "body-stalled", on: { operation: "getResults" } });
    const timers = vi.spyOn(globalThis, "setTimeout");
    const args = ["load", file, "-s", "Account", "--operation", "insert", "--output-dir", org.folder];
    const place = { env: org.env, cwd: org.folder, input: "" };
    expect((await runHere([...args, "--stall-timeout", "0.137"], place)).code).toBe(0);
    expect(timers.mock.calls.map(([, delay]) => delay)).toContain(137);
    timers.mockRestore();
    const asked = (await org.emulator.control.exchanges()).filter(({ operation }) => operation === "getResults");
    expect(asked.map(({ fault }) => fault)).toEqual(["body-stalled", null]);
    expect((await load("--stall-timeout", "0")).code).toBe(2);
  });
});

describe("several files", () => {
  test("one after another, and the worst of their ends", async () => {
    write("Name,Phone\nAcme,1\n,2\n");
    const other = join(org.folder, "others.csv");
    writeFileSync(other, "Name\nGlobex\n");
    const { code, stdout } = await load(other, "--json");
    expect(code).toBe(68);
    expect(JSON.parse(stdout)).toMatchObject({
      result: {
        loads: [
          { file, exitCode: 68, failedRecords: 1 },
          { file: other, exitCode: 0, successfulRecords: 1 },
        ],
      },
    });
  });

  test("lines of JSON say which file they are about", async () => {
    write("Name\nAcme\n");
    const other = join(org.folder, "others.csv");
    writeFileSync(other, "Name\nGlobex\n");
    const { code, stdout } = await load(other, "--jsonl");
    expect(code).toBe(0);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; file?: string });
    expect(new Set(lines.filter(({ type }) => type === "status").map((line) => line.file))).toEqual(
      new Set([file, other]),
    );
  });

  test("one that cannot be loaded after another that was does not say that nothing was changed", async () => {
    write("Name\nAcme\n");
    const other = join(org.folder, "others.csv");
    writeFileSync(other, "");
    const { code, stdout } = await load(other, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 1, data: { loads: [{ file, successfulRecords: 1 }] } });
  });

  test("the first that stops ends it, and what was not begun is named", async () => {
    write("Nope__c\n1\n");
    const other = join(org.folder, "others.csv");
    writeFileSync(other, "Name\nGlobex\n");
    const { code, stderr } = await load(other);
    expect(code).toBe(2);
    expect(stderr).toContain(`Not begun: ${other}`);
    expect((await load(file)).code).toBe(2);
    expect(readdirSync(org.folder).filter((name) => name.endsWith(".csv"))).toHaveLength(2);
  });
});

describe("--map", () => {
  const text = '"Last name";Phone;Note\nAcme;1;x\n;2;y\n';
  const values = async (): Promise<unknown[]> =>
    (await org.emulator.control.records("Account")).map(({ Name, Phone }) => [Name, Phone]);

  test("pairs: a column has another name, or none; the files of results have those of the file", async () => {
    write(text);
    const { code } = await load("--map", "Last name=Name,Note=");
    expect(code).toBe(68);
    expect(await values()).toEqual([["Acme", "1"]]);
    const [id = ""] = await jobs();
    expect(rowsOf(id, "failed")).toMatch(/^sf__Id;sf__Error;sf__Row;"Last name";Phone;Note\n;REQUIRED.*;2;;2;y\n$/);
  });

  test("a mapping of Data Loader: escapes, comments, and columns that it does not name are left out", async () => {
    write(text);
    const map = join(org.folder, "map.sdl");
    writeFileSync(map, "#Mapping values\n! Fri\nlast\\ name=Na\\u006de\nPhone = Phone\nOther=Website\n");
    expect((await load("--map", map)).code).toBe(68);
    expect(await values()).toEqual([["Acme", "1"]]);
  });

  test("what is meant is told by check, where labels match", async () => {
    write("Account Name,Phone\nAcme,1\n");
    const { stderr, code } = await runInPipe(["check", file, ...account], { env: org.env });
    expect(code).toBe(1);
    expect(stderr).toContain("Load it so with: --map 'Account Name=Name'");
    expect((await load()).code).toBe(2);
    // Of columns that have other names already, none is one of the file.
    for (const command of [
      ["check", file, ...account],
      ["load", file, ...account, "--dry-run"],
    ]) {
      const mapped = await runInPipe([...command, "--map", "Account Name=Name__c"], { env: org.env });
      expect(mapped.stdout).toContain('did you mean "Name"?');
      expect(mapped.stderr).not.toContain("Load it so with");
    }
    expect((await load("--map", "Account Name=Name")).code).toBe(0);
  });

  test("a load with other names is gone on with by the same ones", async () => {
    write(`Last name\n${"Acme\n".repeat(3)}`);
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1, times: 1 });
    const stopped = await load("--map", "Last name=Name", "--batch-size", "1", "--concurrency", "1");
    expect(stopped.code).toBe(75);
    expect(stopped.stderr).toContain(`sfbulk load ${file} --resume --map 'Last name=Name'`);
    const done = await runInPipe(["load", file, "--resume", "--map", "Last name=Name", ...options()], { env: org.env });
    expect(done.code).toBe(0);
    expect(await names()).toHaveLength(3);
  });

  test.each([
    [["Nope=Name"], 'the file has "Last name", "Phone", "Note"'],
    [["Phone"], "Cannot read the mapping Phone"],
    [["Last name=,Phone=,Note="], "leaves out all its columns"],
    [["A=B,=C"], 'Cannot use --map "=C"'],
    [["A=B", "A=C"], 'Cannot map column "A" twice'],
  ])("what cannot be meant, %j: 2", async (given, words) => {
    write(text);
    const { code, stderr } = await load(...given.flatMap((one) => ["--map", one]));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) as string });
    expect(await jobs()).toEqual([]);
  });

  test.each([
    ['"Acme"=Name\n', "it gives every row the value"],
    ["Phone=Phone, Fax\n", "to several fields"],
  ])("what a mapping of Data Loader has and a file of rows has not, %j: 2", async (sdl, words) => {
    write(text);
    const map = join(org.folder, "map.sdl");
    writeFileSync(map, sdl);
    const { code, stderr } = await load("--map", map);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) as string });
  });
});
