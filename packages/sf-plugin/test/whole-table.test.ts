import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../src/commands.ts";
import { isLong } from "../../../tools/is-long.mjs";
import { sizeOf } from "../tools/install-plugin.mjs";
import { startSf, type SfWithPlugin } from "./start-sf.ts";

// Every command inside the real sf CLI, by both ways to sign in: in the long run alone (`SFBULK_LONG=1 pnpm --filter
// @sfbulk/sf-plugin sf-cli`).

const isAsked = isLong && process.env["npm_lifecycle_event"] === "sf-cli";

describe.runIf(isAsked)("the plugin in the sf CLI", () => {
  let given: SfWithPlugin;

  beforeAll(async () => {
    given = await startSf();
    given.write("rows.csv", "Name,Phone\nAcme,555\n,556\n");
    given.write("good.csv", "Name\nGlobex\n");
    expect((await given.sf(given.signIn)).code).toBe(0);
  });
  afterAll(async () => {
    await given.end();
  });

  interface Call {
    readonly args: readonly string[];
    readonly code: number;
    /** What stands in the JSON, or in the text where there is none. */
    readonly says: unknown;
  }

  /** One call of each command at least, with a job that is open, one that has failed rows and one of Bulk API 2.0. */
  async function callsOf(): Promise<readonly Call[]> {
    const { control } = given.emulator;
    const open = async (): Promise<string> => (await control.addJob({ object: "Account" })).id;
    const load = ["load", "rows.csv", "-s", "Account", "--operation", "insert", "--no-check", "--again"];
    const [one, other, third] = [await open(), await open(), await open()];
    const { result } = await given.json(["bulk", ...load, "--output-dir", "."], given.byToken);
    const { jobId } = result as { jobId: string };
    const imported = await given.json(
      ["data", "import", "bulk", "--sobject", "Account", "--file", "good.csv"],
      given.byToken,
    );
    const { jobId: own } = imported["result"] as { jobId: string };
    return [
      { args: ["list", "--state", "Open"], code: 0, says: { result: expect.any(Array) as unknown } },
      { args: ["status", one], code: 0, says: { result: { id: one, state: "Open" } } },
      { args: ["close", one], code: 0, says: { result: { closed: 1 } } },
      { args: ["close", one], code: 0, says: { result: { alreadyClosed: 1 } } },
      { args: ["abort", other, "--no-prompt"], code: 0, says: { result: { jobs: [{ jobId: other }] } } },
      { args: ["abort", other], code: 2, says: { exitCode: 2, name: "UsageError" } },
      { args: ["close", "--stale", "--older-than", "1d", "--dry-run"], code: 0, says: { status: 0 } },
      { args: ["sweep", "--older-than", "1d", "--max-open", "0"], code: 80, says: { status: 80 } },
      { args: ["abort", third, "--no-prompt"], code: 0, says: { status: 0 } },
      { args: ["wait", jobId], code: 68, says: { status: 68 } },
      { args: load, code: 68, says: { result: { failedRecords: 1 } } },
      { args: ["retry", jobId, "--no-check"], code: 68, says: { status: 68, result: { failedRecords: 1 } } },
      { args: ["load", "--retry", jobId, "--no-check"], code: 68, says: { status: 68 } },
      { args: ["undo", jobId], code: 2, says: { exitCode: 2, name: "UsageError" } },
      { args: ["undo", jobId, "--dry-run"], code: 0, says: { result: { summary: { deleted: 1 } } } },
      { args: ["undo", jobId, "--no-prompt"], code: 0, says: { result: { summary: { deleted: 1 } } } },
      { args: ["results", jobId, "--overwrite"], code: 0, says: { status: 0 } },
      { args: ["check", "good.csv", "-s", "Account", "--operation", "insert"], code: 0, says: { status: 0 } },
      { args: ["check", "good.csv", "--offline"], code: 0, says: { status: 0 } },
      {
        args: ["query", "SELECT Name FROM Account WHERE Name = 'Acme' LIMIT 1"],
        code: 0,
        says: { result: { records: [{ Name: "Acme" }] } },
      },
      { args: ["journal", "list"], code: 0, says: { status: 0 } },
      { args: ["status", own], code: 0, says: { result: { id: own, state: "JobComplete" } } },
      { args: ["wait", own], code: 0, says: { status: 0 } },
      { args: ["results", own, "--overwrite"], code: 0, says: { status: 0 } },
      { args: ["retry", own], code: 0, says: { result: { jobId: own, rowsAdded: 0 } } },
      { args: ["undo", own, "--no-prompt"], code: 0, says: { result: { summary: { deleted: 1 } } } },
      { args: ["delete", own, "--no-prompt"], code: 0, says: { status: 0 } },
      { args: ["status", own], code: 1, says: { exitCode: 1 } },
    ];
  }

  test.each([
    [
      "by a token in the environment",
      (): { args: readonly string[]; env: Record<string, string> } => ({ args: [], env: { ...given.byToken } }),
    ],
    [
      "by an alias, signed in by JWT",
      (): { args: readonly string[]; env: Record<string, string> } => ({ args: ["--target-org", "jwt"], env: {} }),
    ],
  ])("does all it does %s", async (_, route) => {
    const calls = await callsOf();
    const seen = new Set(calls.map(({ args: [name] }) => `bulk:${name}`));
    expect(Object.keys(commands).filter((id) => !seen.has(id))).toEqual([]);
    const { args: more, env } = route();
    for (const { args, code, says } of calls) {
      // A journal is in a folder, and no org is asked for it.
      const words = ["bulk", ...args, ...(args[0] === "journal" ? [] : more), "--json"];
      const done = await given.sf(words, env);
      const line = `sf ${words.join(" ")}\n${done.stdout}${done.stderr}`;
      expect(done.code, line).toBe(code);
      expect(JSON.parse(done.stdout), line).toMatchObject(says as object);
      expect(line).not.toContain(given.emulator.accessToken);
    }
  });

  test("says that a token is over, and how to sign in", async () => {
    await given.emulator.control.expireToken(given.emulator.accessToken);
    const said = await given.json(["bulk", "list"], given.byToken);
    expect(said).toMatchObject({ status: 1, exitCode: 1, actions: expect.any(Array) as unknown });
    expect(JSON.stringify(said)).not.toContain(given.emulator.accessToken);
  });

  test("is among the commands, and is as large as its README says", async () => {
    const { stdout } = await given.sf(["commands", "--json"]);
    const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(commands)));
    const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
    const [, told = ""] = /(\d+) MB/.exec(readme) ?? [];
    const bytes = given.plugin.folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
    expect(Math.abs(bytes / 1e6 - Number(told)) / Number(told)).toBeLessThan(0.15);
  });
});
