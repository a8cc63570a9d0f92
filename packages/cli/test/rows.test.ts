import { execFile } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { addBatch, getBatchRequest } from "@sfbulk/node";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { bin } from "./build-cli.ts";
import { jsonLines } from "./json-lines.ts";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// load and results: what has to do with rows.

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());
const run = async (args: readonly string[], input = ""): Promise<Done> =>
  await runInPipe([...args, "--poll-interval", "0.05"], { env: org.env, cwd: org.folder, input });
const write = (text: string): void => writeFileSync(join(org.folder, "accounts.csv"), text);
const insert = ["load", "accounts.csv", "--sobject", "Account", "--operation", "insert"];
const onlyJob = async (): Promise<{ id: string; state: string }> => {
  const [job] = await org.emulator.control.jobs();
  if (job === undefined) throw new Error("There is no job");
  return job;
};

describe("load", () => {
  test("creates, splits, uploads, closes, waits, and writes the results", async () => {
    write('Name,Phone\nAcme,1\n"Glo\nbex",2\nInitech,3\n');
    const { code, stdout, stderr } = await run([...insert, "--batch-size", "2"]);
    const { id, state } = await onlyJob();
    expect({ code, state }).toEqual({ code: 0, state: "Closed" });
    expect(stdout).toBe(`        3 written      ${id}-success-records.csv\n`);
    expect(stderr).toContain(`Job ${id} is Closed: 3 rows in 2 batches`);
    expect(org.read(`${id}-success-records.csv`)).toMatch(
      /^sf__Id,sf__Created,sf__Row,Name,Phone\n001\w+,true,1,Acme,1\n001\w+,true,2,"Glo\nbex",2\n001\w+,true,3,Initech,3\n$/,
    );
    expect((await org.emulator.control.records("Account")).map(({ Name }) => Name)).toEqual([
      "Acme",
      "Glo\nbex",
      "Initech",
    ]);
  });

  test("--failed-only reads no results where all rows went in, and does where one failed", async () => {
    const reads = async (): Promise<number> =>
      (await org.emulator.control.exchanges()).filter(({ operation }) => operation === "getResults").length;
    write("Name\nAcme\nGlobex\n");
    const { code, stdout } = await run([...insert, "--failed-only", "--json"]);
    expect({ code, reads: await reads() }).toEqual({ code: 0, reads: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ result: { successfulRecords: 2, failedRecords: 0, isFromFile: true } });
    write("Name,Phone\nInitech,1\n,2\n");
    expect((await run([...insert, "--failed-only"])).code).toBe(68);
    expect(await reads()).toBeGreaterThan(0);
  });

  test("68 where rows failed; the file can be mended and loaded again", async () => {
    write("Name,Phone\nAcme,1\n,2\n");
    const { code, stdout } = await run([...insert, "--json", "--output-dir", "out"]);
    const { id } = await onlyJob();
    expect(code).toBe(68);
    expect(JSON.parse(stdout)).toEqual({
      status: 68,
      warnings: ['Cannot use "" (line 3) in column "Name": Name must not be empty'],
      result: {
        jobId: id,
        jobs: [id],
        receiptPath: join("out", `${id}-load.json`),
        isFromFile: true,
        operation: "insert",
        object: "Account",
        status: "Closed",
        processedRecords: 2,
        successfulRecords: 1,
        failedRecords: 1,
        unprocessedRecords: 0,
        successFilePath: join("out", `${id}-success-records.csv`),
        failedFilePath: join("out", `${id}-failed-records.csv`),
        reasons: [
          {
            statusCode: "REQUIRED_FIELD_MISSING",
            message: "Required fields are missing: [Name]",
            rows: 1,
            firstRow: 2,
          },
        ],
      },
    });
    expect(org.read(join("out", `${id}-failed-records.csv`))).toBe(
      "sf__Id,sf__Error,sf__Row,Name,Phone\n,REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name,2,,2\n",
    );
  });

  test("from standard input, without waiting", async () => {
    const { code, stdout } = await run(
      ["load", "-", "-s", "Account", "--operation", "insert", "--async"],
      "Name\nAcme\n",
    );
    const { id, state } = await onlyJob();
    expect({ code, stdout, state }).toEqual({ code: 0, stdout: `${id}\n`, state: "Closed" });
  });

  test.each([["Name\n"], [""], ["sf__Id,sf__Error\n"]])(
    "no rows in a file, %j: 2, and nothing was sent",
    async (text) => {
      write(text);
      const { code, stderr } = await run(insert);
      expect(code).toBe(2);
      expect(stderr).toContain("Cannot load accounts.csv: there is no row in it");
      expect(await org.emulator.control.exchanges()).toEqual([]);
    },
  );

  test("no rows in standard input: 2, and there is no job", async () => {
    const { code, stderr } = await run(["load", "-", ...insert.slice(2)], "Name\n");
    expect({ code, jobs: await org.emulator.control.jobs() }).toEqual({ code: 2, jobs: [] });
    expect(stderr).toContain("Cannot load standard input: there is no row in it");
  });

  test("a folder that cannot be written is found before there is a job: 2", async () => {
    write("Name\nAcme\n");
    const { code, stderr } = await run([...insert, "--output-dir", "accounts.csv/out"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Cannot write results to accounts.csv/out: ENOTDIR");
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("what failed is mended in its file and loaded again, also when it is CRLF; the columns of results are left out", async () => {
    write('Name,Phone\nAcme,1\n,"2\n;|"\n');
    await run(insert);
    const { id } = await onlyJob();
    const failed = `${id}-failed-records.csv`;
    const mended = org.read(failed).replace("2,,", "2,Globex,").replaceAll("\n", "\r\n").replace("2\r\n;", "2\n;");
    writeFileSync(join(org.folder, failed), mended);
    const { code } = await run(["load", failed, ...insert.slice(2), "--json"]);
    expect(code).toBe(0);
    const records = await org.emulator.control.records("Account");
    expect(records.map(({ Name, Phone }) => [Name, Phone])).toEqual([
      ["Acme", "1"],
      ["Globex", "2\n;|"],
    ]);
  });

  test("a file of failed rows that a spreadsheet has saved in its own encoding is refused, and read where that is said", async () => {
    const file = Buffer.from("sf__Id;sf__Error;Name;Phone\r\n;x;Fran\u00E7ois;1,5\r\n", "latin1");
    writeFileSync(join(org.folder, "accounts.csv"), file);
    const refused = await run(insert);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("line 2 has a byte that is not UTF-8 (0xE7");
    expect(refused.stderr).toContain("--encoding windows-1252");
    expect(await org.emulator.control.exchanges()).toEqual([]);
    expect((await run([...insert, "--encoding", "windows-1252"])).code).toBe(0);
    const records = await org.emulator.control.records("Account");
    expect(records.map(({ Name, Phone }) => [Name, Phone])).toEqual([["François", "1,5"]]);
  });

  test("what stands between the values is asked for where the first line leaves it open", async () => {
    write("Name;Phone,Fax\nAcme;1,2\n");
    const { code, stderr } = await run(insert);
    expect(code).toBe(2);
    expect(stderr).toContain("--column-delimiter");
    write("Name;Phone\nAcme, Inc.;1\n");
    expect((await run([...insert, "--column-delimiter", "SEMICOLON"])).code).toBe(0);
    expect((await org.emulator.control.records("Account")).map(({ Name }) => Name)).toEqual(["Acme, Inc."]);
  });

  test("a row of another length is named with its line, and what to do about it", async () => {
    write("Name,Phone\nAcme,1\nGlobex\n");
    const { code, stderr } = await run(insert);
    expect(code).toBe(2);
    expect(stderr).toContain("row 2 (line 3) has 1 value for 2 columns");
    expect(stderr).toContain("Mend that line");
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("a batch is refused: the job ends as told, and the error says how far it came", async () => {
    write("Name\nAcme\nGlobex\nInitech\n");
    const fault = { kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1, times: "always" } as const;
    await org.emulator.control.fail(fault);
    const options = ["--batch-size", "1", "--concurrency", "1", "--on-error", "close", "--json"];
    const { code, stdout } = await run([...insert, ...options]);
    const { id, state } = await onlyJob();
    // What is left over goes in by the next run.
    expect({ code, state }).toEqual({ code: 75, state: "Closed" });
    expect(JSON.parse(stdout)).toMatchObject({
      name: "SalesforceError",
      message: expect.stringContaining(`job ${id}: it is Closed, 1 row in 1 batch had been added`) as string,
      actions: expect.arrayContaining([
        expect.stringMatching(
          /^Go on after .*, and nothing goes in twice: sfbulk load accounts\.csv --resume --on-error close$/,
        ),
      ]) as string[],
      data: { jobId: id, rowsAdded: 1, batchesAdded: 1, nextRow: 2 },
    });
  });

  test.each([[[]], [["--async"]]])("1 where a batch is there twice, which is named: %j", async (more) => {
    let twin = "";
    const { code, stdout } = await runInPipe(
      [
        "load",
        "-",
        "-s",
        "Account",
        "--operation",
        "insert",
        "--batch-size",
        "1",
        "--json",
        "--poll-interval",
        "0.05",
        ...more,
      ],
      {
        env: org.env,
        cwd: org.folder,
        input: null,
        // Comes once more before the close, as a request does that was given up.
        meanwhile: async ({ stdin }) => {
          stdin?.write("Name\nAcme\nGlobex\n");
          const { control } = org.emulator;
          const first = await vi.waitUntil(
            async () => {
              const [job] = await control.jobs();
              const [batch] = job === undefined ? [] : await control.batches(job.id);
              return job !== undefined && batch !== undefined && { job, batch };
            },
            { timeout: 120_000 },
          );
          const { job, batch } = first;
          twin = (await addBatch(org.emulator, job, await getBatchRequest(org.emulator, job.id, batch.id))).id;
          stdin?.end();
        },
      },
    );
    const { id, state } = await onlyJob();
    const [first] = await org.emulator.control.batches(id);
    expect({ code, state }).toEqual({ code: 1, state: "Closed" });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 1,
      warnings: [`Batch ${twin} is there once more: rows 1 to 1 are those of batch ${first?.id} too`],
      result: { jobId: id, duplicates: [{ batchId: twin, repeats: first?.id, firstRow: 1, rows: 1 }] },
    });
  });

  test("whose creation was not answered: the job that it may have made is named", async () => {
    write("Name\nAcme\n");
    await org.emulator.control.fail({ kind: "answer-lost", on: { operation: "create" } });
    const { code, stdout } = await run([...insert, "--json"]);
    const { id } = await onlyJob();
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      name: "NetworkError",
      code: "JobMayExist",
      actions: [`End it, where nobody else has made it, with: sfbulk abort ${id}`],
    });
  });

  test("hardDelete asks, and says what", async () => {
    write("Id\n0018Z0000000csWQAQ\n");
    const args = ["load", "accounts.csv", "-s", "Account", "--operation", "hardDelete"];
    const terminal = runOnTerminal(args, { env: org.env, cwd: org.folder, columns: 120 });
    await terminal.seen("(Emulator, Developer Edition)? (y/N)");
    expect(terminal.screen()).toContain("hardDelete  Account  every row of accounts.csv (22 B)");
    expect(terminal.screen()).toContain("Delete for good these records in 127.0.0.1");
    terminal.type("n\r");
    expect(await terminal.exit).toBe(1);
    expect(await org.emulator.control.jobs()).toEqual([]);
  });

  describe("Ctrl-C", () => {
    beforeEach(async () => {
      write(`Name\n${"Acme\n".repeat(20)}`);
      // The third batch gets no answer: the load is under way until somebody ends it.
      await org.emulator.control.fail({
        kind: "never-answers",
        on: { operation: "addBatch" },
        skip: 2,
        times: "always",
      });
    });
    const args = [...insert, "--batch-size", "5", "--concurrency", "1"];

    test.each([
      ["abort", "Aborted"],
      ["close", "Closed"],
      ["leave", "Open"],
    ])("--on-error %s: the job ends so, and what was left is said", async (ending, state) => {
      const terminal = runOnTerminal([...args, "--on-error", ending], { env: org.env, cwd: org.folder, columns: 120 });
      await terminal.seen("10 rows uploaded");
      terminal.type("\u0003");
      expect(await terminal.exit).toBe(130);
      const job = await onlyJob();
      expect(job.state).toBe(state);
      const said = terminal.screen().replaceAll("\n", " ");
      expect(said).toContain(`Error (130): Interrupted; job ${job.id}: it is ${state}, 10 rows in 2 batches had been`);
      expect(said).toContain("row 11 of accounts.csv is the first that was not added");
      // That would load rows twice.
      expect(said).not.toContain("Run it again");
      expect(said).toContain(state === "Open" ? `sfbulk abort ${job.id}` : `sfbulk results ${job.id}`);
    });

    test("a second one leaves at once, and prints the command that ends the job", async () => {
      await org.emulator.control.fail({ kind: "never-answers", on: { operation: "abort" }, times: "always" });
      const terminal = runOnTerminal(args, { env: org.env, cwd: org.folder, columns: 120 });
      await terminal.seen("10 rows uploaded");
      terminal.type("\u0003");
      await terminal.seen("Ctrl-C again leaves at once");
      terminal.type("\u0003");
      expect(await terminal.exit).toBe(130);
      const { id, state } = await onlyJob();
      expect(state).toBe("Open");
      expect(terminal.screen().replaceAll("\n", " ")).toContain(
        `Job ${id} may be open. End it with: sfbulk abort ${id}`,
      );
    });

    test("in a pipe, SIGINT does the same", async () => {
      const { code, stderr } = await runInPipe(args, {
        env: org.env,
        cwd: org.folder,
        meanwhile: async (child) => {
          await new Promise<void>((resolve) => {
            child.stderr?.on("data", (chunk: Buffer) => chunk.toString().includes("10 rows uploaded") && resolve());
          });
          child.kill("SIGINT");
        },
      });
      expect(code).toBe(130);
      expect(stderr).toContain("Interrupted; job");
      expect((await onlyJob()).state).toBe("Aborted");
    });
  });

  test("on a terminal it leaves the results and nothing of the bar", async () => {
    write(`Name\n${"Acme\n".repeat(50)}`);
    const options = [...insert, "--batch-size", "10", "--poll-interval", "0.05"];
    const terminal = runOnTerminal(options, { env: org.env, cwd: org.folder });
    expect(await terminal.exit).toBe(0);
    const { id } = await onlyJob();
    expect(terminal.raw()).toContain("100%");
    expect(terminal.screen()).toBe(
      `Job ${id} is Closed: 50 rows in 5 batches\n       50 written      ${id}-success-records.csv`,
    );
    // The cursor is back.
    expect(terminal.raw().lastIndexOf("\u001B[?25h")).toBeGreaterThan(terminal.raw().lastIndexOf("\u001B[?25l"));
  });
});

describe("results", () => {
  const id = "7509H0000016GUXQA2";
  beforeEach(async () => {
    const batches = ["Name,Phone\nAcme,1\n,2\n", "Nope\nx\n"];
    await org.emulator.control.addJob({ id, batches, state: "Closed" });
  });
  const results = async (...args: string[]): Promise<Done> =>
    await runInPipe(["results", id, ...args], { env: org.env, cwd: org.folder });

  test("the values are those that were sent, whatever these look like", async () => {
    const other = "7509H0000016GUbQAM";
    const batch = 'Name,Phone\r\n"a;b;c",1|2|3\n"x;y","4\r\n5"\r\nplain,6\n';
    await org.emulator.control.addJob({ id: other, batches: [batch], state: "Closed" });
    await runInPipe(["results", other], { env: org.env, cwd: org.folder });
    expect(org.read(`${other}-success-records.csv`)).toMatch(
      /^sf__Id,sf__Created,sf__Row,Name,Phone\n\w+,true,1,a;b;c,1\|2\|3\n\w+,true,2,x;y,"4\r\n5"\n\w+,true,3,plain,6\n$/,
    );
  });

  test("a file that is there, or a link, is replaced where --overwrite says so, and never followed", async () => {
    const path = join(org.folder, `${id}-failed-records.csv`);
    const target = join(org.folder, "precious.txt");
    writeFileSync(target, "precious");
    symlinkSync(target, path);
    const refused = await results();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("there is a link of that name already");
    expect(refused.stderr).toContain("--overwrite");
    expect(readdirSync(org.folder)).toHaveLength(2);
    expect((await results("--overwrite")).code).toBe(0);
    expect(readFileSync(target, "utf8")).toBe("precious");
    expect(lstatSync(path).isFile()).toBe(true);
    expect((await results()).stderr).toContain("there is a file of that name already");
    expect(readdirSync(org.folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("a file that cannot be written whole is named, with the command that gives it again; nothing of it is left", async () => {
    const other = "7509H0000016GUbQAM";
    const batch = `Name\n${"Acme Incorporated\n".repeat(400)}`;
    await org.emulator.control.addJob({ id: other, batches: [batch], state: "Closed" });
    // A file may have 1 kB, so that the write fails as on a full disk.
    const line = `ulimit -f 1; exec "${process.execPath}" "${bin}" results ${other}`;
    const done = await promisify(execFile)("bash", ["-c", line], {
      env: { ...process.env, ...org.env },
      cwd: org.folder,
    })
      .then(() => undefined)
      .catch((error: unknown) => error as { code: number; stderr: string });
    expect(done?.code).toBe(1);
    expect(done?.stderr).toContain(`Cannot write ${other}-success-records.csv: EFBIG`);
    expect(done?.stderr).toContain(`then: sfbulk results ${other}`);
    expect(readdirSync(org.folder)).toEqual([]);
  });

  test("files in the naming of the sf CLI", async () => {
    const { code, stdout } = await results();
    expect({ code, files: readdirSync(org.folder).toSorted() }).toEqual({
      code: 0,
      files: [`${id}-failed-records.csv`, `${id}-success-records.csv`],
    });
    expect(stdout).toBe(
      `        1 written      ${id}-success-records.csv\n        2 failed       ${id}-failed-records.csv\n` +
        "        1 × REQUIRED_FIELD_MISSING: Required fields are missing: [Name], first in row 2\n" +
        "        1 × BATCH_FAILED: InvalidBatch : Field name not found : Nope, first in row 3\n",
    );
    expect(org.read(`${id}-failed-records.csv`)).toMatch(
      /^sf__Id,sf__Error,sf__Row,Name,Phone,Nope\n,REQUIRED_FIELD_MISSING:.*,2,,2,\n,BATCH_FAILED:.*:--,3,,,x\n$/,
    );
  });

  test("--failed-only, --json", async () => {
    const { stdout } = await results("--failed-only", "--json");
    expect(existsSync(join(org.folder, `${id}-success-records.csv`))).toBe(false);
    expect(JSON.parse(stdout)).toMatchObject({ status: 0, result: { jobId: id, failedRecords: 2 } });
  });

  test("--csv prints and writes no file", async () => {
    const { stdout, stderr } = await results("--csv");
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^sf__Row,sf__Id,sf__Success,sf__Created,sf__Error\n1,001\w+,true,true,\n2,,false,false,REQUIRED.*\n3,,false,false,BATCH_FAILED.*\n$/,
    );
    expect(readdirSync(org.folder)).toEqual([]);
  });

  test("--jsonl: a line for each row", async () => {
    const { stdout } = await results("--jsonl", "--failed-only");
    expect(jsonLines(stdout)).toMatchObject([
      { type: "row", rowNumber: 2 },
      { type: "row", rowNumber: 3 },
      { type: "summary", status: 0, result: { jobId: id, written: 0, failed: 2 } },
    ]);
  });

  test("rows of an aborted job are unprocessed", async () => {
    await org.end();
    org = await startOrg({ queueTime: 60_000 });
    await org.emulator.control.addJob({ id, batches: ["Name\nAcme\n"], state: "Aborted" });
    const { stdout } = await results();
    expect(stdout).toContain(`        1 unprocessed  ${id}-unprocessed-records.csv`);
    expect(org.read(`${id}-unprocessed-records.csv`)).toBe("sf__Row,Name\n1,Acme\n");
  });

  test("rows whose results cannot be read are none to load again, and hide no others", async () => {
    await org.end();
    org = await startOrg();
    await org.emulator.control.addJob({ id, batches: ['Name\n"Acme\n', "Name,Phone\nB,1\n,2\n"], state: "Closed" });
    const broken = await results("--failed-only", "--csv");
    expect(broken.stdout).toMatch(/^sf__Row,sf__Error,Name,Phone\n1,"?BATCH_FAILED.*,,\n3,REQUIRED.*,,2\n$/);
    await org.emulator.control.fail({ kind: "garbage", times: "always", on: { operation: "getResults" } });
    // The pauses between attempts are a random part of a time: of no length here.
    vi.spyOn(Math, "random").mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const { stdout } = await results();
    expect(stdout).toMatch(/ 1 failed {7}.*-failed-records\.csv\n {8}2 unknown {6}.*-unknown-records\.csv/);
    expect(org.read(`${id}-unknown-records.csv`)).toMatch(
      /^sf__Id,sf__Error,sf__Row,Name,Phone\n,"?RESULTS_UNREADABLE:.*,\d,B,1\n,"?RESULTS_UNREADABLE:.*,\d,,2\n$/,
    );
    expect(org.read(`${id}-failed-records.csv`)).toMatch(
      /^sf__Id,sf__Error,sf__Row,Name,Phone\n,"?BATCH_FAILED.*,1,,\n$/,
    );
  });

  test("a job that is not finished: wait first", async () => {
    await org.end();
    org = await startOrg({ queueTime: 60_000 });
    await org.emulator.control.addJob({ id, batches: ["Name\nAcme\n"], state: "Closed" });
    const { code, stderr } = await results();
    expect(code).toBe(1);
    expect(stderr).toContain(`Wait for it with: sfbulk wait ${id}`);
  });
});
