import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Done, runInPipe } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";
import { interrupted } from "../src/interruption.ts";
import { adviseOn } from "../src/reporting/advise-on.ts";

const day = 24 * 3_600_000;
const other = "0058Z000000Oth1QAC";
let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
  const { addJob } = org.emulator.control;
  await addJob({ ageMs: 3 * day });
  await addJob({ ageMs: 2 * day, createdById: other });
  await addJob({ ageMs: day / 2 });
  await addJob({ ageMs: 5 * day, state: "Closed" });
});
afterEach(async () => await org.end());
const sweep = async (...args: readonly string[]): Promise<Done> =>
  await runInPipe(["sweep", ...args], { env: org.env });
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /;
const changes = async (): Promise<number> =>
  (await org.emulator.control.exchanges()).filter(({ method }) => method !== "GET").length;

test("one line for the log, and nothing is asked", async () => {
  const { code, stdout, stderr } = await sweep();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(time);
  expect(stdout.replace(time, "")).toBe(
    `org=${new URL(org.url).host} closed=1 aborted=0 deleted=0 changed=0 failed=0 others=1 open=2\n`,
  );
  expect((await org.emulator.control.jobs()).filter(({ state }) => state === "Open")).toHaveLength(2);
});

test("--dry-run changes nothing, and says what would be done", async () => {
  const { code, stdout } = await sweep("--dry-run", "--older-than", "1h");
  expect(stdout).toContain(" would-close=2 would-abort=0 would-delete=0 failed=0 others=1 open=3\n");
  expect({ code, changes: await changes() }).toEqual({ code: 0, changes: 0 });
});

test.each([
  ["2", 0],
  ["1", 80],
  ["0", 80],
])("--max-open %s with two left: %i", async (most, code) => {
  const { code: got, stdout } = await sweep("--max-open", most);
  expect(stdout).toContain(` open=2 max-open=${most}\n`);
  expect(got).toBe(code);
});

test.each([
  ["--max-open", "-1"],
  ["--max-open", "many"],
  ["--older-than", "soon"],
  ["--concurrency", "0"],
])("%s %s is a wrong call: 2, and nothing was sent", async (...args) => {
  const { code, stderr } = await sweep(...args);
  expect(stderr).toContain(args[1]);
  expect({ code, sent: await org.emulator.control.exchanges() }).toEqual({ code: 2, sent: [] });
});

test("a job that cannot be closed is told, and is worse than too many", async () => {
  await org.emulator.control.addJob({ ageMs: 3 * day });
  await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "close" }, times: "always" });
  const { code, stdout, stderr } = await sweep("--max-open", "0");
  expect(stdout).toContain("closed=0 aborted=0 deleted=0 changed=0 failed=2 others=1 open=4");
  expect(stderr.match(/Warning: 750\w{15}: Cannot close job/g)).toHaveLength(2);
  expect(code).toBe(68);
});

test("--json: one document, with each job", async () => {
  const { code, stdout } = await sweep("--json", "--max-open", "1");
  expect(JSON.parse(stdout)).toMatchObject({
    status: 80,
    result: {
      dryRun: false,
      maxOpen: 1,
      orgs: [{ tally: { closed: 1, "not-ours": 1 }, open: 2, jobs: [{}, {}] }],
    },
  });
  expect(code).toBe(80);
});

test("an expired session ends it, with what to do", async () => {
  const env = { ...org.env, SF_ACCESS_TOKEN: "00D000000000000!gone" };
  const { code, stdout, stderr } = await runInPipe(["sweep"], { env });
  expect(stdout).toContain("open=unknown error=SessionRejected\n");
  expect(stderr).toContain("Salesforce rejected the session");
  expect(code).toBe(1);
});

test.skipIf(process.platform === "win32")("an org that fails keeps no other one from being swept", async () => {
  const orgs = {
    gone: { instanceUrl: org.url, accessToken: "00D000000000000!gone" },
    "the other": { instanceUrl: org.url, accessToken: org.emulator.accessToken },
  };
  const program = `#!${process.execPath}
const name = process.argv[process.argv.indexOf("--target-org") + 1];
console.log(JSON.stringify({ status: 0, result: ${JSON.stringify(orgs)}[name] }));
`;
  writeFileSync(join(org.folder, "sf"), program);
  chmodSync(join(org.folder, "sf"), 0o755);
  const env = { PATH: [org.folder, process.env["PATH"]].join(delimiter) };
  const { code, stdout, stderr } = await runInPipe(["sweep", "-o", "gone", "-o", "the other"], { env });
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toContain(" org=gone closed=0 ");
  expect(lines[0]).toMatch(/open=unknown error=\w+$/);
  expect(lines[1]).toContain(' org="the other" closed=1 ');
  expect(stderr).toContain("Warning: gone: ");
  expect(code).toBe(1);
});

test("Ctrl-C: jobs that are closed by then are not denied", () => {
  expect(adviseOn(interrupted(), { commandName: "sweep", org: undefined })).toEqual([
    "Run it again: jobs that are closed, aborted or deleted already are left as they are",
  ]);
});
