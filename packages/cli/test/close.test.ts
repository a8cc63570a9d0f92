import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bin } from "./build-cli.ts";
import { jsonLines } from "./json-lines.ts";
import { runInPipe } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());

const run = async (args: readonly string[], input = ""): Promise<{ code: number | null; out: string; err: string }> => {
  const { code, stdout, stderr } = await runInPipe(args, { env: org.env, cwd: org.folder, input });
  return { code, out: stdout, err: stderr };
};
const ids = async (many: number): Promise<string[]> =>
  await Promise.all(Array.from({ length: many }, async () => (await org.emulator.control.addJob()).id));
const shell = async (line: string): Promise<string> =>
  (await promisify(execFile)("bash", ["-c", line], { env: { ...process.env, ...org.env } })).stdout;
const stateOf = async (id: string): Promise<string | undefined> => (await org.emulator.control.job(id))?.state;

test("closes a job; closing it again is a success too", async () => {
  const { id } = await org.emulator.control.addJob({ batches: ["Name\nAcme\n"], ageMs: 3 * 3_600_000 });
  expect(await run(["close", id])).toEqual({
    code: 0,
    out: `closed          ${id}  insert Account, 3 h ago, 1 batch, 1 row\n`,
    err: "",
  });
  expect(await stateOf(id)).toBe("Closed");
  expect(await run(["close", id.slice(0, 15)])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^already-closed {2}750/) as string,
  });
});

test("ends without having V8 optimise what it ran once", async () => {
  const { id } = await org.emulator.control.addJob();
  const { stdout } = await promisify(execFile)(process.execPath, ["--trace-wasm-compilation-times", bin, "close", id], {
    env: { ...process.env, ...org.env },
  });
  expect(stdout).toContain("using Liftoff");
  expect(stdout).not.toContain("using TurboFan");
});

test("--json: one document in the form of the sf CLI, and nothing else", async () => {
  const { id } = await org.emulator.control.addJob();
  const { code, out, err } = await run(["close", id, "--json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({
    status: 0,
    warnings: [],
    result: {
      closed: 1,
      alreadyClosed: 0,
      failed: 0,
      jobs: [{ jobId: id, outcome: "closed", attempts: 1, verifiedBy: "reply", job: { state: "Closed" } }],
    },
  });
});

test("an aborted job: 1, why, and what to do", async () => {
  const { id } = await org.emulator.control.addJob({ state: "Aborted" });
  const { code, out, err } = await run(["close", id]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^Error \(1\): Cannot close job ".+": .*the job is "Aborted"/);
  expect(err).toContain(
    `Try this:\n  See where it stands with: sfbulk status ${id}\n  Open Setup: ${org.url}/lightning/`,
  );
  const document = JSON.parse((await run(["close", id, "--json"])).out) as unknown;
  expect(document).toMatchObject({
    name: "SalesforceError",
    code: "InvalidJobState",
    status: 1,
    exitCode: 1,
    commandName: "close",
    data: { jobId: id, job: { state: "Aborted" } },
  });
});

test("somebody else's job: who may close it, and how to abort it", async () => {
  const { id } = await org.emulator.control.addJob({ createdById: "0058Z000000Oth1QAC" });
  const { code, err } = await run(["close", id]);
  expect(code).toBe(1);
  expect(err).toContain("Close it as the user who created it");
  expect(err).toContain(`sfbulk abort ${id}`);
});

test("an expired session: sign in again", async () => {
  const { id } = await org.emulator.control.addJob();
  await org.emulator.control.expireToken(org.emulator.accessToken);
  const { code, out, err } = await run(["close", id]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("Salesforce rejected the session");
  expect(err).toContain("sf org login web");
  expect(err).not.toContain(org.emulator.accessToken);
});

test("a lost answer is settled", async () => {
  const { id } = await org.emulator.control.addJob();
  await org.emulator.control.fail({ kind: "answer-lost", on: { operation: "close" } });
  expect(await run(["close", id])).toMatchObject({ code: 0, out: expect.stringMatching(/^closed/) as string });
});

describe("many", () => {
  test("some failed: 68, each with its line", async () => {
    const [one = "", two = ""] = await ids(2);
    const { id: aborted } = await org.emulator.control.addJob({ state: "Aborted" });
    const { code, out, err } = await run(["close", one, aborted, two]);
    expect(code).toBe(68);
    expect(out.trimEnd().split("\n").toSorted()).toEqual([
      expect.stringMatching(`^closed +${one}`),
      expect.stringMatching(`^closed +${two}`),
      expect.stringMatching(`^failed +${aborted} +Cannot close job .*\\. See where it stands with: sfbulk status`),
    ]);
    expect(err).toBe("2 jobs closed, 0 already closed, 1 failed\n");
  });

  test("all failed: 1", async () => {
    const jobs = await Promise.all([1, 2].map(() => org.emulator.control.addJob({ state: "Failed" })));
    expect(await run(["close", ...jobs.map(({ id }) => id)])).toMatchObject({ code: 1 });
  });

  test("--file: the first word of each line; comments and headers are left out", async () => {
    const [one = "", two = "", three = ""] = await ids(3);
    writeFileSync(
      join(org.folder, "ids.txt"),
      `\uFEFFId,State\r\n# left open\r\n"${one}",Open\r\n\r\n  ${two}\n${three}`,
    );
    const { code, err } = await run(["close", "--file", "ids.txt"]);
    expect({ code, err }).toEqual({ code: 0, err: "3 jobs closed, 0 already closed, 0 failed\n" });
    expect(await Promise.all([one, two, three].map(stateOf))).toEqual(["Closed", "Closed", "Closed"]);
  });

  test("a file that is not there: 2, and nothing is sent", async () => {
    const { code, err } = await run(["close", "--file", "none.txt"]);
    expect(code).toBe(2);
    expect(err).toContain("Cannot read ids from none.txt: ENOENT");
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("-: standard input; --jsonl: a line for each", async () => {
    const [one = "", two = ""] = await ids(2);
    const { code, out, err } = await run(["close", "-", "--jsonl"], `${one}\n${two}\n`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = jsonLines(out);
    expect(lines.map(({ type, outcome }) => [type, outcome])).toEqual([
      ["status", "closed"],
      ["status", "closed"],
      ["summary", undefined],
    ]);
    expect(lines.flatMap(({ jobId = [] }) => jobId).toSorted()).toEqual([one, two].toSorted());
    expect(lines.at(-1)).toEqual({
      type: "summary",
      status: 0,
      result: { closed: 2, alreadyClosed: 0, failed: 0 },
      warnings: [],
    });
  });

  test.each([[", "], [","], [";"], [" "], ["\t"], [" | "], ["\u00A0"], ["\r\n"], ["\r"], ["', '"]])(
    "several ids with %j between them are several",
    async (between) => {
      const all = await ids(3);
      expect((await run(["close", "-"], `[${all.join(between)}]`)).code).toBe(0);
      expect(await Promise.all(all.map(stateOf))).toEqual(["Closed", "Closed", "Closed"]);
    },
  );

  test("several ids in one argument are several", async () => {
    const all = await ids(2);
    expect((await run(["close", all.join(", ")])).code).toBe(0);
    expect(await Promise.all(all.map(stateOf))).toEqual(["Closed", "Closed"]);
  });

  test.each([["750bad"], ["hello"], ["7509H0000016GUXQA3"]])(
    "%s among the ids: 2, and nothing is sent",
    async (word) => {
      const all = await ids(2);
      for (const text of [[...all, word].join(", "), [...all, word].join("\n")]) {
        const { code, err } = await run(["close", "-"], text);
        expect(code).toBe(2);
        expect(err).toContain(`Cannot use job id "${word}"`);
      }
      expect(await org.emulator.control.exchanges()).toEqual([]);
    },
  );

  test("an id behind another one that was cut off as it was copied: 2, and nothing is sent; a number in a row is none", async () => {
    const [one = ""] = await ids(1);
    const { code, err } = await run(["close", "-"], `${one}, 7509H000001`);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('Cannot use job id "7509H000001"') as string,
    });
    expect(await org.emulator.control.exchanges()).toEqual([]);
    expect((await run(["close", "-"], `${one},Open,7500,75012345`)).code).toBe(0);
    expect(await stateOf(one)).toBe("Closed");
  });

  test("no id at all: a warning", async () => {
    expect(await run(["close", "-"])).toEqual({
      code: 0,
      out: "",
      err: "Warning: There was no id to close a job by\n",
    });
  });
});

describe("without doing it", () => {
  test("--dry-run reads the job and shows the request", async () => {
    const { id } = await org.emulator.control.addJob({ ageMs: 2 * 3_600_000 });
    const { code, out, err } = await run(["close", id, "--dry-run"]);
    expect({ code, err }).toEqual({ code: 0, err: "This was a dry run: nothing was changed\n" });
    expect(out).toBe(
      `would-close     ${id}  insert Account, 2 h ago, 0 batches\n    POST ${org.url}/services/async/68.0/job/${id} {"state":"Closed"}\n`,
    );
    const sent = await org.emulator.control.exchanges();
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  test("--dry-run --explain shows a curl that does it", async () => {
    const { id } = await org.emulator.control.addJob();
    const { out } = await run(["close", id, "--dry-run", "--explain"]);
    expect(out).not.toContain(org.emulator.accessToken);
    const answer = await shell(out.slice(out.indexOf("curl")));
    expect(JSON.parse(answer)).toMatchObject({ id, state: "Closed" });
  });
});

test("--explain prints each request to standard error, without the token", async () => {
  const { id } = await org.emulator.control.addJob();
  const { code, out, err } = await run(["close", id, "--explain"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^closed/);
  expect(err).toMatch(/^curl -X POST 'http/);
  expect(err).toContain('-H "X-SFDC-Session: $SF_ACCESS_TOKEN"');
  expect(err).not.toContain("!");
});

test("a reader that goes away is no failure", async () => {
  // More than a pipe holds.
  await ids(600);
  const first = await shell(`set -o pipefail; '${process.execPath}' '${bin}' list --jsonl | head -1`);
  expect(JSON.parse(first)).toMatchObject({ state: "Open" });
});

test("says before it closes a job of Bulk API 2.0 that this begins its load", async () => {
  const { id } = await org.emulator.control.addIngestJob({ content: "Name\nAcme\n" });
  const { code, out, err } = await run(["close", id]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^closed {10}750/) as string });
  expect(err).toContain(`Job ${id} is one of Bulk API 2.0: closing it begins the writing of its rows`);
});
