import { closeJob } from "@sfbulk/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jsonLines } from "./json-lines.ts";
import { runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

const day = 24 * 3_600_000;
let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());

const mine = "7509H0000016GUXQA2";
const theirs = "7509H0000016GUbQAM";
async function leaveJobsOpen(): Promise<void> {
  const { addJob } = org.emulator.control;
  await addJob({ id: mine, ageMs: 3 * day, batches: ["Name\nAcme\n"] });
  await addJob({ id: theirs, ageMs: 2 * day, createdById: "0058Z000000Oth1QAC" });
  await addJob({ ageMs: day / 2 });
  await addJob({ ageMs: 5 * day, state: "Closed" });
}
const changes = async (): Promise<string[]> =>
  (await org.emulator.control.exchanges()).filter(({ method }) => method !== "GET").map(({ path }) => path);

test("in a pipe without --no-prompt: nothing is asked, nothing is done", async () => {
  await leaveJobsOpen();
  expect((await runInPipe(["close", "--stale"], { env: org.env })).code).toBe(2);
  expect(await org.emulator.control.exchanges()).toEqual([]);
});

test("--dry-run shows what would be closed and what others have left", async () => {
  await leaveJobsOpen();
  const { code, stdout, stderr } = await runInPipe(["close", "--stale", "--dry-run"], { env: org.env });
  expect(code).toBe(0);
  expect(stdout.trimEnd().split("\n").toSorted()).toEqual([
    `not-ours        ${theirs}  insert Account, 2 d ago, 0 batches`,
    `would-close     ${mine}  insert Account, 3 d ago, 1 batch, 1 row`,
  ]);
  expect(stderr).toContain("Warning: 1 job of other users is left");
  expect(stderr).toContain(`${org.url}/lightning/setup/AsyncApiJobStatus/home`);
  expect(await changes()).toEqual([]);
});

test("--no-prompt --json: one document", async () => {
  await leaveJobsOpen();
  const args = ["close", "--stale", "--no-prompt", "--json"];
  const { code, stdout, stderr } = await runInPipe(args, { env: org.env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    status: 0,
    result: { dryRun: false, tally: { closed: 1, "not-ours": 1 } },
    warnings: [expect.stringContaining("1 job of other users") as string],
  });
  expect(await changes()).toEqual([expect.stringContaining(mine) as string]);
});

test("--abort-others aborts what only others may close", async () => {
  await org.end();
  org = await startOrg({ permissions: ["ManageDataIntegrations"] });
  await leaveJobsOpen();
  const args = ["close", "--stale", "--abort-others", "--no-prompt", "--jsonl"];
  const { code, stdout } = await runInPipe(args, { env: org.env });
  const outcomes = jsonLines(stdout).flatMap(({ outcome = [] }) => outcome);
  expect({ code, outcomes: outcomes.toSorted() }).toEqual({ code: 0, outcomes: ["aborted", "closed"] });
});

test("on a terminal: shows the list, asks once; yes closes it", async () => {
  await leaveJobsOpen();
  const terminal = runOnTerminal(["close", "--stale"], { env: org.env });
  await terminal.seen("(Emulator, Developer Edition)? (y/N)");
  expect(terminal.screen()).toContain(`would-close     ${mine}  insert Account, 3 d ago, 1 batch, 1 row`);
  expect(await changes()).toEqual([]);
  terminal.type("y\r");
  expect(await terminal.exit).toBe(0);
  expect(terminal.screen()).toMatch(/\nclosed {10}7509H0000016GUXQA2 /);
  expect((await org.emulator.control.job(mine))?.state).toBe("Closed");
});

test("a job that has changed while the question stood is left alone", async () => {
  await leaveJobsOpen();
  const terminal = runOnTerminal(["close", "--stale"], { env: org.env });
  await terminal.seen("(Emulator, Developer Edition)? (y/N)");
  await closeJob(org.emulator, mine);
  terminal.type("y\r");
  await terminal.exit;
  expect(terminal.screen()).toMatch(/\nchanged {9}7509H0000016GUXQA2 /);
  expect(await changes()).toHaveLength(1);
});

test.each([
  ["no", "n\r", 1, "Error (1): Nothing was done"],
  ["just Enter", "\r", 1, "Error (1): Nothing was done"],
  ["Ctrl-C", "\u0003", 130, "Error (130): Interrupted: nothing was done"],
])("the answer %s: nothing is done", async (_, keys, code, words) => {
  await leaveJobsOpen();
  const terminal = runOnTerminal(["close", "--stale"], { env: org.env });
  await terminal.seen("(Emulator, Developer Edition)? (y/N)");
  terminal.type(keys);
  expect(await terminal.exit).toBe(code);
  expect(terminal.screen()).toContain(words);
  expect(await changes()).toEqual([]);
});

test("what is open of Bulk API 2.0 is aborted; closing it is asked for, and said to begin the load", async () => {
  const { addIngestJob, bulk2Job } = org.emulator.control;
  const { id } = await addIngestJob({ ageMs: 3 * day, content: "Name\nAcme\n" });
  await addIngestJob({ ageMs: 3 * day, state: "JobComplete" });
  const args = ["close", "--stale", "--no-prompt", "--jsonl"];
  const closing = await runInPipe([...args, "--ingest", "close", "--dry-run"], { env: org.env });
  expect(jsonLines(closing.stdout)[0]).toMatchObject({ jobId: id, outcome: "would-close" });
  const terminal = runOnTerminal(["close", "--stale", "--ingest", "close"], { env: org.env });
  await terminal.seen("(Emulator, Developer Edition)? (y/N)");
  expect(terminal.screen()).toContain("1 job of Bulk API 2.0: closing begins the writing");
  terminal.type("n\r");
  expect(await terminal.exit).not.toBe(0);
  const asked = runOnTerminal(["close", "--stale"], { env: org.env });
  await asked.seen("(Emulator, Developer Edition)? (y/N)");
  asked.type("n\r");
  await asked.exit;
  expect((await bulk2Job(id))?.state).toBe("Open");
  const { code, stdout } = await runInPipe(args, { env: org.env });
  expect({ code, ...jsonLines(stdout)[0] }).toMatchObject({ code: 0, jobId: id, outcome: "aborted" });
  expect((await bulk2Job(id))?.state).toBe("Aborted");
});
