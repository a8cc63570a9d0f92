import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { bin } from "./build-cli.ts";
import { runInPipe } from "./run-in-pipe.ts";

const env = { SF_ACCESS_TOKEN: "00D000000000001!secretsecret", SF_ORG_INSTANCE_URL: "https://acme.my.salesforce.com" };
const id = "7509H0000016GUXQA2";

test("--version", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const stdout = `sfbulk/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
  expect(await runInPipe(["--version"])).toEqual({ code: 0, stdout, stderr: "" });
});

// Nothing listens at that address: each of these is refused before anything is sent.
describe.each([
  [["clos", id], "Unknown command 'clos' (Did you mean close?)", "sfbulk --help"],
  [["close", "--stal"], "Unknown option '--stal' (Did you mean --stale?)", "sfbulk close --help"],
  [["close"], "Cannot tell which jobs are meant", undefined],
  [["close", "x"], 'Cannot use job id "x": expected 15 or 18 letters and digits that begin with "750"', "sfbulk list"],
  [["close", "7509H0000016GUXQA3"], 'if the first 15 are right, it is "7509H0000016GUXQA2"', "sfbulk list"],
  [["close", id, "--stale"], "Cannot take ids together with --stale", undefined],
  [["close", id, "--older-than", "1h"], "Cannot use --older-than without --stale", undefined],
  [["close", id, "--file", "ids.txt"], "Cannot take ids from arguments and from --file at once", undefined],
  [["close", "-", id], 'from arguments and from standard input ("-") at once', undefined],
  [["close", "-", "--token-stdin"], "Cannot read both the ids and the token from standard input", "SF_ACCESS_TOKEN"],
  [["close", id, "--concurrency", "0"], 'Cannot use --concurrency "0": expected a whole number from 1', undefined],
  [["close", id, "--api-version", "20.0"], 'Cannot use --api-version "20.0": Salesforce retired', undefined],
  [
    ["close", id, "-o", "a", "--instance-url", "https://a.my.salesforce.com"],
    "its address and its session are known",
    undefined,
  ],
  [["close", "--stale", "--older-than", "soon", "--no-prompt"], "Cannot use olderThan", "sfbulk close --help"],
  [["close", "--stale"], "nobody is there to answer", "--no-prompt"],
  [["list", "--state", "open"], "Allowed choices are Open, Closed, Aborted, Failed", "sfbulk list --help"],
  [["status"], "Missing required argument 'id'", "sfbulk status --help"],
  [["status", id, id], "Too many arguments for 'status'", "sfbulk status --help"],
  [["wait", id, "--wait", "soon"], 'Cannot use --wait "soon": expected a number of minutes', undefined],
  [["abort", id], "nobody is there to answer", "--dry-run"],
  [
    ["load", "none.csv", "-s", "Account", "--operation", "insert"],
    "Cannot read none.csv: ENOENT",
    "See whether the file is there",
  ],
  [["load", ".", "-s", "Account", "--operation", "insert"], "Cannot read .: it is a folder", "Name a file of CSV"],
  [["load", "x.csv"], "expected --sobject <name>", undefined],
  [["load", "x.csv", "-s", "Account"], "Cannot load without an operation", undefined],
  [["load", "x.csv", "-s", "Account", "--operation", "upsert"], "Cannot upsert without --external-id", undefined],
  [
    ["load", "x.csv", "-s", "Account", "--operation", "insert", "--external-id", "Key__c"],
    "Cannot use --external-id with insert",
    "--operation upsert",
  ],
  [["list", "--json", "--jsonl"], "Cannot use --json together with --jsonl", undefined],
  [["load", "x.csv", "-s", "Account", "--operation", "delete"], "nobody is there to answer", "--no-prompt"],
  [["query", "SELECT 1"], "Cannot find the object of the query", "--file"],
  [["results", id, "--csv", "--json"], "Cannot print CSV and JSON at once", undefined],
  [["doctor", "--origin", "app"], 'Cannot use --origin "app"', undefined],
  [["emulator", "--port", "x"], 'Cannot use --port "x": expected a number from 0 to 65535', undefined],
  [["completion", "tcsh"], 'Cannot complete in "tcsh": expected bash, zsh, fish', undefined],
])("sfbulk %j", (args, message, action) => {
  test("ends with 2 and says why", async () => {
    const { code, stdout, stderr } = await runInPipe(args, { env });
    if (args.includes("--json")) {
      expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
      expect(JSON.parse(stdout)).toMatchObject({ status: 2, message: expect.stringContaining(message) as string });
      return;
    }
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Error \(2\): /);
    expect(stderr).toContain(message);
    // Every error ends with what to do next.
    expect(stderr.slice(stderr.indexOf("\nTry this:\n  "))).toContain(action ?? `sfbulk ${args[0]} --help`);
  });
});

test("with --json a wrong call is a document in the form of the sf CLI, and nothing else", async () => {
  const { code, stdout, stderr } = await runInPipe(["close", "x", "--json"], { env });
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    name: "UsageError",
    message: 'Cannot use job id "x": expected 15 or 18 letters and digits that begin with "750"',
    status: 2,
    exitCode: 2,
    code: "UsageError",
    commandName: "close",
    actions: ["List the jobs with: sfbulk list"],
    warnings: [],
  });
  const byVariable = await runInPipe(["close", "x"], { env: { ...env, SF_CONTENT_TYPE: "json" } });
  expect(byVariable).toEqual({ code, stdout, stderr });
});

describe("an access token among the arguments is refused, and not repeated", () => {
  const token = "00D000000000001!AQ0AQAverysecret";
  test.each([
    [["close", id, "--access-token", token]],
    [["close", id, `--access-token=${token}`]],
    [["list", "--token", "anything-secret"]],
    [["list", "-o", token]],
    [["list", `--session-id=${token}`]],
    [["list", "--target-org", "force://id:secret:verysecret@acme.my.salesforce.com"]],
  ])("%j", async (args) => {
    const { code, stdout, stderr } = await runInPipe(args, { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Cannot take an access token from the command line");
    expect(stderr).toContain("SF_ACCESS_TOKEN");
    expect(stderr).toContain("--token-stdin");
    expect(stderr).not.toMatch(/verysecret|anything-secret/);
  });
});

test("starting loads the arguments' parser and what every command has, and nothing of what a command does", () => {
  const coverage = mkdtempSync(join(tmpdir(), "sfbulk-loaded-"));
  onTestFinished(() => rmSync(coverage, { recursive: true }));
  execFileSync(process.execPath, [bin, "--version"], { env: { ...process.env, NODE_V8_COVERAGE: coverage } });
  const files = readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), "utf8")) as { result: readonly { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.startsWith("file:"));
  });
  const loaded = files.map((url) => readFileSync(fileURLToPath(url), "utf8")).join("\n");
  expect(loaded).toContain("commander");
  // What speaks with an org is many times as much.
  expect(loaded).not.toContain("X-SFDC-Session");
  expect(loaded.length).toBeLessThan(150_000);
});
