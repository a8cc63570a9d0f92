import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandList } from "../../cli/src/command-list.ts";
import { startOrg, type TestOrg } from "../../cli/test/start-org.ts";
import { commands } from "../src/commands.ts";
import { runInPlugin } from "./run-in-plugin.ts";

let org: TestOrg;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  org = await startOrg();
  home = mkdtempSync(join(tmpdir(), "sfbulk-plugin-"));
  env = { SF_TARGET_ORG: org.emulator.accessToken, SF_ORG_INSTANCE_URL: org.url };
});
afterAll(async () => {
  await org.end();
  rmSync(home, { recursive: true, force: true });
});

const run = async (
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
  input = "",
): ReturnType<typeof runInPlugin> => await runInPlugin(args, { home, env: { ...env, ...more }, input });
const json = async (args: readonly string[], input = ""): Promise<Record<string, unknown>> =>
  JSON.parse((await run([...args, "--json"], {}, input)).stdout) as Record<string, unknown>;

test("has every command of sfbulk but those that sf has by itself", () => {
  const own = commandList.filter(({ insteadInSf }) => insteadInSf !== undefined).map(({ name }) => name);
  expect(Object.keys(commands)).toEqual(
    commandList.map(({ name }) => `bulk:${name}`).filter((id) => !own.includes(id.slice(5))),
  );
  expect(own).toEqual(expect.arrayContaining(["doctor", "emulator", "completion"]));
  expect(Object.keys(commands)).toEqual(
    expect.arrayContaining(
      ["close", "abort", "list", "status", "wait", "load", "results", "retry", "undo", "query", "sweep", "check"].map(
        (name) => `bulk:${name}`,
      ),
    ),
  );
});

test("no text of the help names a command that there is not", () => {
  for (const [id, command] of Object.entries(commands)) {
    const { summary, description, examples, flags, args } = command;
    const texts = JSON.stringify([summary, description, examples, flags, args]);
    expect(texts, id).not.toMatch(/(?<!npx )sfbulk [a-z]/);
    for (const [, name] of texts.matchAll(/sf bulk ([a-z-]+)/g)) expect(commands).toHaveProperty([`bulk:${name}`]);
    // What sf knows by itself is no flag.
    expect(Object.keys(flags)).not.toEqual(expect.arrayContaining(["token-stdin"]));
    expect(Object.keys(flags)).not.toEqual(expect.arrayContaining(["instance-url"]));
  }
});

test("takes the org from sf, and prints a table as sf does", async () => {
  const { id } = await org.emulator.control.addJob({ object: "Account" });
  const { code, stdout, stderr } = await run(["list", "--state", "Open"]);
  expect(stderr).toContain("1 job");
  expect(stdout.split("\n").slice(0, 3).join("\n")).toMatch(
    /^┌─+┬[─┬]+┐\n│ ID +│ API │ State │ Operation │ Object  │ Created +│ By │\n├─[─┼]+┤$/,
  );
  expect(stdout).toContain(`│ ${id} │ 1.0 │ Open`);
  expect(code).toBe(0);
  expect(await json(["status", id])).toMatchObject({ status: 0, result: { id, state: "Open" }, warnings: [] });
});

test("closes, and gives advice by its own commands", async () => {
  const [one, other] = [await org.emulator.control.addJob({}), await org.emulator.control.addJob({})];
  expect(await json(["close", one.id])).toMatchObject({ status: 0, result: { closed: 1 } });
  // Ids come from standard input where that is said, and only then.
  expect(await json(["close", "-"], `${one.id}\n${other.id}\n`)).toMatchObject({
    result: { closed: 1, alreadyClosed: 1 },
  });
  const { code, stderr } = await run(["abort", one.id]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("--no-prompt")]);
  expect(await json(["status", "7508Z00000000AAQAY"])).toMatchObject({
    status: 1,
    exitCode: 1,
    code: "InvalidJob",
    actions: expect.arrayContaining(["List the jobs with: sf bulk list"]) as string[],
  });
});

test("loads, reads results, and ends with 68 where rows failed", async () => {
  writeFileSync(join(home, "rows.csv"), "Name,Phone\nAcme,555\n,556\n");
  const args = ["load", "rows.csv", "-s", "Account", "--operation", "insert", "--no-check", "--output-dir", "out"];
  mkdirSync(join(home, "out"));
  const loaded = await json(args);
  expect(loaded).toMatchObject({ status: 68, result: { status: "Closed", failedRecords: 1 } });
  const { jobId: id } = loaded["result"] as { jobId: string };
  expect(readFileSync(join(home, "out", `${id}-failed-records.csv`), "utf8")).toContain("REQUIRED_FIELD_MISSING");
  const { stdout, code } = await run(["results", id, "--failed-only", "--csv"]);
  expect([stdout, code]).toEqual([expect.stringMatching(/^sf__Row,sf__Error,Name,Phone\r?\n2,/), 0]);
  const read = await run(["results", id]);
  expect(read.stderr).not.toContain("sfbulk");
});

test("loads again what failed in a job that somebody else has made, and takes it back", async () => {
  const { control } = org.emulator;
  const { id } = await control.addIngestJob({ content: "Name,Phone\nFirst,1\n,2\n", state: "UploadComplete" });
  const again = await json(["retry", id, "--no-check"]);
  expect(again).toMatchObject({ status: 68, result: { failedRecords: 1, object: "Account" } });
  expect(again["result"]).not.toMatchObject({ jobId: id });
  const { code, stderr } = await run(["undo", id]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("--no-prompt")]);
  const undone = await run(["undo", id, "--no-prompt"]);
  expect([undone.code, undone.stderr]).toEqual([0, expect.stringContaining("in turn with: sf bulk undo 750")]);
  expect((await control.records("Account")).map(({ Name }) => Name)).not.toContain("First");
});

test("an option whose value may be left out takes it behind = alone", async () => {
  const soql = "SELECT Name FROM Account";
  const { stdout } = await run(["query", "--pk-chunking", soql, "--explain"]);
  expect(stdout).toContain("Acme");
  const { code, stderr } = await run(["query", "--pk-chunking=many", soql]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('Cannot use --pk-chunking "many"')]);
});

test.each([
  [["status"], "Missing 1 required arg: id", "status"],
  [["status", "7508Z00000000AAQAY", "more"], "Unexpected argument: more", "status"],
  [["close", "--foo"], "Nonexistent flag: --foo", "close"],
  [["list", "--state", "Opened"], "Expected --state=Opened to be one of:", "list"],
  [["list", "--json", "--jsonl"], "Cannot use --json together with --jsonl", "list"],
  [["status", "750"], 'Cannot use job id "750"', undefined],
  [["status", "7508Z00000000AAQAY", "-o", "a", "-o", "b"], 'Cannot use several orgs with "sf bulk status"', undefined],
])("%j is a wrong call", async (args, message, help) => {
  const { code, stdout } = await run(args.includes("--json") ? args : [...args, "--json"]);
  const said = JSON.parse(stdout) as { message: string; actions: string[] };
  expect([code, said.message]).toEqual([2, expect.stringContaining(message)]);
  expect(said.message).not.toContain("\n");
  if (help !== undefined) expect(said.actions).toEqual([`See what there is with: sf bulk ${help} --help`]);
});

test("what is missing is named by its name alone, however long its description is", async () => {
  expect(await json(["undo"])).toMatchObject({ exitCode: 2, message: "Missing 1 required arg: load" });
});

test("the help speaks of nothing that sf does by itself", () => {
  const texts = JSON.stringify(Object.values(commands).map(({ errorCodes }) => errorCodes));
  expect(texts).toContain('"description":"Still running."');
});

test("a token among the arguments is refused, and not shown", async () => {
  const { code, stdout, stderr } = await run(["list", "--target-org", org.emulator.accessToken]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("SF_TARGET_ORG")]);
  expect(stdout + stderr).not.toContain(org.emulator.accessToken);
});

test("an org that sf does not know is sf's own error", async () => {
  expect(await json(["list", "--target-org", "nobody"])).toMatchObject({
    name: "NamedOrgNotFoundError",
    status: 1,
    exitCode: 1,
    message: expect.stringContaining("nobody") as string,
  });
});

test("--api-version says which, else what is set for sf", async () => {
  const { id } = await org.emulator.control.addJob({});
  const asked = async (args: readonly string[], more = {}): Promise<string> =>
    (await run(["status", id, "--explain", ...args], more)).stderr;
  expect(await asked(["--api-version", "61.0"])).toContain("/services/async/61.0/");
  expect(await asked([], { SF_ORG_API_VERSION: "62.0" })).toContain("/services/async/62.0/");
});

test("a token that is over is told so, with how to sign in, and is not shown", async () => {
  const token = await org.emulator.control.issueToken();
  await org.emulator.control.expireToken(token);
  const { code, stdout, stderr } = await run(["list"], { SF_TARGET_ORG: token });
  expect(code).toBe(1);
  expect(stderr).toContain("sf org login");
  expect(stdout + stderr).not.toContain(token);
});
