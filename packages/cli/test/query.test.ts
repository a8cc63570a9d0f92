import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { listen } from "@sfbulk/emulator/node";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bin } from "./build-cli.ts";
import { jsonLines } from "./json-lines.ts";
import { cleanEnv, type Done, runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// query: its job, of either API, and what becomes of that.

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
  await org.emulator.control.addJob({ batches: ["Name\nAcme\nGlobex\n"], state: "Closed" });
});
afterEach(async () => await org.end());
const soql = "SELECT Name FROM Account";
const run = async (args: readonly string[], input = ""): Promise<Done> =>
  await runInPipe([...args, "--poll-interval", "0.05"], { env: org.env, cwd: org.folder, input });
const query = async (...args: string[]): Promise<Done> => await run(["query", soql, ...args]);
const asked = async (operation: string): Promise<number> =>
  (await org.emulator.control.exchanges()).filter((exchange) => exchange.operation === operation).length;
const later = async (): Promise<{ id: string; state: string }[]> => await org.emulator.control.bulk2Jobs();
const classic = async (): Promise<{ id: string; operation: string; state: string }[]> =>
  (await org.emulator.control.jobs()).filter(({ operation }) => operation.startsWith("query"));
const only = <T>(all: readonly T[]): T => {
  const [one, ...others] = all;
  if (one === undefined || others.length > 0) throw new Error(`expected one, got ${all.length}`);
  return one;
};
const csv = '"Name"\n"Acme"\n"Globex"\n';
/** The org starts anew with jobs that wait for long, and some records. */
const slow = async (): Promise<void> => {
  await org.end();
  org = await startOrg({ queueTime: 60_000 });
};

describe("what it finds", () => {
  test("is CSV on standard output, by Bulk API 2.0, whose job is deleted", async () => {
    expect(await query()).toMatchObject({ code: 0, stdout: csv });
    expect(await asked("createQueryJob")).toBe(1);
    expect(await later()).toEqual([]);
    expect(await classic()).toEqual([]);
  });

  test("is the same by Bulk API 1.0, whose job is closed; --pk-chunking alone means it", async () => {
    expect(await query("--api", "1.0")).toMatchObject({ code: 0, stdout: csv });
    expect(only(await classic()).state).toBe("Closed");
    expect(await run(["query", "--pk-chunking", soql])).toMatchObject({ code: 0, stdout: csv });
    expect(await query("--pk-chunking=50000")).toMatchObject({ code: 0, stdout: csv });
    const headers = (await org.emulator.control.exchanges())
      .filter(({ operation }) => operation === "create")
      .map(({ requestHeaders }) => requestHeaders["sforce-enable-pkchunking"]);
    expect(headers).toEqual([undefined, "TRUE", "chunkSize=50000"]);
    expect(await later()).toEqual([]);
  });

  test("is in a file, which is told of with its rows; a device is written", async () => {
    const { stdout, stderr } = await query("--output-file", "out/accounts.csv");
    expect(stdout).toMatch(/^What job 750\w+ found is in out\/accounts\.csv: 2 rows\n$/);
    expect(stderr).toContain("2 of 2 rows read");
    expect(org.read("out/accounts.csv")).toBe(csv);
    const { stdout: document } = await query("--output-file", "again.csv", "--json");
    expect(JSON.parse(document)).toMatchObject({
      status: 0,
      result: { jobId: expect.stringMatching(/^750/) as string, api: "2.0", totalSize: 2, outputFile: "again.csv" },
    });
    expect((await query("--output-file", "/dev/null")).code).toBe(0);
  });

  test.each([
    ["csv", csv],
    ["json", '[\n{"Name":"Acme"},\n{"Name":"Globex"}\n]\n'],
    ["jsonl", '{"Name":"Acme"}\n{"Name":"Globex"}\n'],
  ])("is written as %s, to a file and to standard output", async (format, written) => {
    expect((await query("--result-format", format)).stdout).toBe(written);
    await query("--result-format", format, "--output-file", "found");
    expect(org.read("found")).toBe(written);
    const classical = await query("--result-format", format, "--api", "1.0");
    expect(classical.stdout).toBe(written);
  });

  test.each([
    ["csv", '"Name"\n'],
    ["json", "[]\n"],
    ["jsonl", ""],
  ])("may be nothing, as %s", async (format, written) => {
    const none = ["query", `${soql} WHERE Name = 'None'`, "--result-format", format];
    expect(await run(none)).toMatchObject({ code: 0, stdout: written });
  });

  test("is JSON, and lines of it", async () => {
    const { result } = JSON.parse((await query("--json")).stdout) as { result: { jobId: string } };
    expect(result).toMatchObject({
      api: "2.0",
      totalSize: 2,
      done: true,
      records: [{ Name: "Acme" }, { Name: "Globex" }],
    });
    expect(await org.emulator.control.bulk2Job(result.jobId)).toBeNull();
    expect(JSON.parse((await query("--json", "--api", "1.0")).stdout)).toMatchObject({
      result: { jobId: only(await classic()).id, api: "1.0", totalSize: 2 },
    });
    expect(jsonLines((await query("--jsonl")).stdout)).toMatchObject([
      { type: "row", record: { Name: "Acme" } },
      { type: "row", record: { Name: "Globex" } },
      { type: "summary", status: 0, result: { api: "2.0", totalSize: 2, done: true } },
    ]);
  });

  test("has deleted records with --all-rows", async () => {
    const [first] = await org.emulator.control.records("Account");
    const del = `Id\n${String(first?.["Id"])}\n`;
    await org.emulator.control.addJob({ operation: "delete", batches: [del], state: "Closed" });
    expect((await query()).stdout).toBe('"Name"\n"Globex"\n');
    for (const api of ["1.0", "2.0"]) expect((await query("--all-rows", "--api", api)).stdout).toBe(csv);
  });
});

describe("the query", () => {
  test("comes from a file or from standard input", async () => {
    writeFileSync(join(org.folder, "accounts.soql"), `\uFEFF${soql}\n\n`);
    expect((await run(["query", "--file", "accounts.soql"])).stdout).toBe(csv);
    for (const args of [["-"], ["--file", "-"]]) expect((await run(["query", ...args], `${soql}\n`)).stdout).toBe(csv);
  });

  test.each([
    [["query"], "Cannot tell what to query"],
    [["query", "-"], "Cannot tell what to query"],
    [["query", soql, "--file", "x"], "Cannot take the query from the argument and from --file at once"],
    [["query", "-", "--token-stdin"], "Cannot read both the query and the token from standard input"],
    [["query", soql, "--api", "2.0", "--pk-chunking"], "Cannot use --pk-chunking with --api 2.0"],
    [
      ["query", soql, "--pk-chunking=250001"],
      'Cannot use --pk-chunking "250001": expected a whole number from 1 to 250000',
    ],
    [["query", soql, "--overwrite"], "Cannot use --overwrite without --output-file"],
    [["query", soql, "--result-format", "csv", "--jsonl"], "Cannot print records as csv"],
    [["query", "SELECT Id, (SELECT Id FROM Contacts)"], "Cannot find the object of the query"],
  ])("%j: 2, and nothing is sent", async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(message);
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("that is in a file that is not there: 2, and nothing is sent", async () => {
    const { code, stderr } = await run(["query", "--file", "none.soql"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Cannot read the query from none.soql: ENOENT");
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("that Salesforce refuses says why, and leaves no job", async () => {
    const { code, stderr } = await run(["query", "SELECT Nope FROM Account"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/INVALID_FIELD: SELECT Nope FROM Account ERROR at Row:1:Column:8 No such column 'Nope'/);
    expect(await later()).toEqual([]);
  });

  test("that fails by Bulk API 1.0 says why, and not to wait", async () => {
    const { code, stderr } = await run(["query", "SELECT Nope FROM Account", "--api", "1.0"]);
    expect(code).toBe(1);
    expect(stderr).toContain("No such column 'Nope'");
    expect(stderr).toMatch(
      /^Error \(1\): Cannot run the query: InvalidBatch : Failed to process query: INVALID_FIELD/m,
    );
    expect(stderr).not.toContain("sfbulk wait");
    const { id, state } = only(await classic());
    expect(state).toBe("Closed");
    expect(stderr).toContain(`See where it stands with: sfbulk status ${id}`);
  });

  test("that fails by Bulk API 2.0 says why, and not to wait", async () => {
    const server = await listen({
      handle: async (request) => {
        if (request.method !== "GET" || !/\/jobs\/query\/\w+$/.test(request.url))
          return await org.emulator.handle(request);
        const headers = new Headers(request.headers);
        headers.delete("accept-encoding");
        const response = await org.emulator.handle(new Request(request.url, { headers }));
        return Response.json({
          ...((await response.json()) as object),
          state: "Failed",
          errorMessage: "it took too long",
        });
      },
    });
    try {
      const env = { ...org.env, SF_ORG_INSTANCE_URL: server.url };
      const { code, stdout } = await runInPipe(["query", soql, "--json", "--poll-interval", "0.05"], { env });
      const { id } = only(await later());
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        name: "QueryFailed",
        message: "Cannot run the query: it took too long",
        actions: [`See where it stands with: sfbulk status ${id}`],
        data: { jobId: id },
      });
      const status = await runInPipe(["status", id], { env });
      expect(status.stdout).toContain("Failed      it took too long\n");
      const waited = await runInPipe(["wait", id], { env });
      expect(waited.code).toBe(1);
      expect(waited.stderr).toContain("The job failed: it took too long");
    } finally {
      await server.close();
    }
  });
});

describe("a file", () => {
  test("that is there: 2, before there is a job; --overwrite replaces it", async () => {
    writeFileSync(join(org.folder, "accounts.csv"), "precious");
    const { code, stderr } = await query("--output-file", "accounts.csv");
    expect(code).toBe(2);
    expect(stderr).toContain("Cannot write accounts.csv: there is a file of that name already");
    expect(await org.emulator.control.exchanges()).toEqual([]);
    expect(org.read("accounts.csv")).toBe("precious");
    expect((await query("--output-file", "accounts.csv", "--overwrite")).code).toBe(0);
    expect(org.read("accounts.csv")).toBe(csv);
  });

  test("that cannot be written is found before there is a job", async () => {
    writeFileSync(join(org.folder, "file"), "");
    const { code, stderr } = await query("--output-file", "file/accounts.csv");
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot write file/accounts.csv");
    expect(stderr).toContain("See whether the folder may be written");
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("that somebody else makes meanwhile stays, and so does the job: it is read by what is advised", async () => {
    await org.end();
    org = await startOrg({ queueTime: 500 });
    const { code, stderr } = await runInPipe(
      ["query", soql, "--output-file", "accounts.csv", "--poll-interval", "0.05"],
      {
        env: org.env,
        cwd: org.folder,
        meanwhile: async () => {
          await vi.waitUntil(async () => (await later()).length === 1, { timeout: 60_000 });
          writeFileSync(join(org.folder, "accounts.csv"), "precious");
        },
      },
    );
    expect(code).toBe(1);
    const { id, state } = only(await later());
    expect(state).toBe("JobComplete");
    expect(stderr).toContain(`sfbulk results ${id}`);
    expect(org.read("accounts.csv")).toBe("precious");
    expect(readdirSync(org.folder)).toEqual(["accounts.csv"]);
  });
});

describe("the job", () => {
  test.each(["1.0", "2.0"])("stays with --keep, and is read again; %s", async (api) => {
    const { stdout, stderr } = await query("--keep", "--api", api);
    expect(stdout).toBe(csv);
    const { id } = only(api === "1.0" ? await classic() : await later());
    expect(stderr).toContain(`sfbulk results ${id}`);
    expect((await runInPipe(["results", id], { env: org.env })).stdout).toBe(csv);
    expect(JSON.parse((await runInPipe(["results", id, "--json"], { env: org.env })).stdout)).toMatchObject({
      result: { jobId: id, api, totalSize: 2, records: [{ Name: "Acme" }, { Name: "Globex" }] },
    });
  });

  test("goes on after Ctrl-C: how to go on is said, and works; no file is left half", async () => {
    await slow();
    const terminal = runOnTerminal(["query", soql, "--output-file", "accounts.csv"], { env: org.env, cwd: org.folder });
    await terminal.seen("UploadComplete");
    terminal.type("\u0003");
    expect(await terminal.exit).toBe(130);
    const { id, state } = only(await later());
    expect(state).toBe("UploadComplete");
    expect(terminal.screen()).toContain(`Interrupted; Salesforce goes on with job ${id}`);
    expect(terminal.screen()).toContain(`Wait on with: sfbulk wait ${id}`);
    expect(terminal.screen()).toContain(`Then print what it found with: sfbulk results ${id}`);
    expect(existsSync(join(org.folder, "accounts.csv"))).toBe(false);
    expect(readdirSync(org.folder)).toEqual([]);
    await org.emulator.control.advance(120_000);
    expect((await run(["wait", id])).code).toBe(0);
    expect(await runInPipe(["results", id], { env: org.env })).toMatchObject({ code: 0, stdout: '"Name"\n' });
  });

  test.each([
    ["2.0", "getQueryJobResults"],
    ["1.0", "getQueryResult"],
  ] as const)(
    "of %s that is complete keeps what it found where reading is interrupted: nothing is waited for",
    async (api, operation) => {
      await org.emulator.control.fail({ kind: "body-stalled", times: "always", on: { operation } });
      const options = ["--api", api, "--output-file", "accounts.csv", "--poll-interval", "0.05"];
      const done = await runInPipe(["query", soql, ...options], {
        env: org.env,
        cwd: org.folder,
        meanwhile: async (child) => {
          await vi.waitUntil(async () => (await asked(operation)) > 0, { timeout: 60_000 });
          child.kill("SIGINT");
        },
      });
      const { id } = only(api === "1.0" ? await classic() : await later());
      expect(done.code).toBe(130);
      expect(done.stderr).toContain(`Interrupted; job ${id} is complete, and keeps what it found`);
      expect(done.stderr).toContain(`Print what it found with: sfbulk results ${id}`);
      expect(done.stderr).not.toContain("Wait on");
      expect(readdirSync(org.folder)).toEqual([]);
    },
  );

  test.each([
    ["2.0", [], "UploadComplete"],
    ["1.0", [], "Closed"],
    // It must not be closed before Salesforce has split it.
    ["1.0", ["--pk-chunking"], "Open"],
  ])("of %s %j that is interrupted goes on by itself; JSON names it", async (api, more, state) => {
    await slow();
    const done = await runInPipe(["query", soql, "--api", api, "--json", "--poll-interval", "0.05", ...more], {
      env: org.env,
      meanwhile: async (child) => {
        await vi.waitUntil(async () => (await asked(api === "1.0" ? "getJob" : "getQueryJob")) > 1, {
          timeout: 60_000,
        });
        child.kill("SIGTERM");
      },
    });
    const job = only(api === "1.0" ? await classic() : await later());
    expect({ code: done.code, state: job.state }).toEqual({ code: 143, state });
    const { data, actions } = JSON.parse(done.stdout) as { data: unknown; actions: string[] };
    expect(data).toEqual({ jobId: job.id });
    expect(actions[0]).toContain(state === "Open" ? `sfbulk status ${job.id}` : `sfbulk wait ${job.id}`);
  });

  test("of 1.0 without a batch is aborted: it would find nothing", async () => {
    await org.emulator.control.fail({ kind: "never-answers", on: { operation: "addBatch" }, times: "always" });
    const done = await runInPipe(["query", soql, "--api", "1.0", "--json"], {
      env: org.env,
      meanwhile: async (child) => {
        await vi.waitUntil(async () => (await asked("addBatch")) > 0, { timeout: 60_000 });
        child.kill("SIGTERM");
      },
    });
    expect(done.code).toBe(143);
    expect(only(await classic()).state).toBe("Aborted");
    expect(JSON.parse(done.stdout)).toMatchObject({ actions: ["Run it again: its job is ended"] });
  });

  test("goes on where the time is over: 69, and how to wait on", async () => {
    await slow();
    const { code, stderr } = await query("--wait", "0.02");
    const { id, state } = only(await later());
    expect({ code, state }).toEqual({ code: 69, state: "UploadComplete" });
    expect(stderr).toContain(`Wait on with: sfbulk wait ${id}`);
  });

  test("is named in every error after it was made", async () => {
    await org.emulator.control.fail({ kind: "garbage", on: { operation: "getQueryJobResults" }, times: "always" });
    const { code, stdout } = await query("--json");
    const { id } = only(await later());
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ data: { jobId: id } });
  });
});

test("| head ends its own job, and exits with 0", async () => {
  await org.end();
  org = await startOrg();
  const rows = `Name\n${`${"Acme".repeat(20)}\n`.repeat(9000)}`;
  await org.emulator.control.addJob({ batches: [rows, rows, rows], state: "Closed" });
  const line = `"${process.execPath}" "${bin}" query "${soql}" --poll-interval 0.05 | head -1; exit "\${PIPESTATUS[0]}"`;
  const done = await runShell(line);
  expect(done).toEqual({ code: 0, stdout: '"Name"\n', stderr: expect.not.stringContaining("Error") as string });
  expect(await asked("createQueryJob")).toBe(1);
  expect(await later()).toEqual([]);
});

async function runShell(line: string): Promise<Done> {
  const child = spawn("/bin/bash", ["-c", line], { env: cleanEnv(org.env), stdio: ["ignore", "pipe", "pipe"] });
  const exit = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
