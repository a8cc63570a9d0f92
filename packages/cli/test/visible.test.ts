import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { visible, visibleInColors, visibleJson, visibleLines } from "../src/output/visible.ts";
import { runInPipe } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// What strangers wrote is shown, and not obeyed by the terminal.

const id = "7509H0000016GUXQA2";
/** Sets the title, clears the screen, forges a line, turns the direction. */
const evil = "Acc\u001B]0;title\u0007\u001B[2J\u009B31m\r\nclosed  750\u202Eount\u007F";
const shown = "Acc␛]0;title␇␛[2J<U+009B>31m␍␊closed  750<U+202E>ount␡";
// oxlint-disable-next-line no-control-regex -- these are what must not be there
const obeyed = /\u001B\]|\u001B\[2J|\u0007|\u009B|\u202E|\u007F/;

test("every control character has a shape; all else stays", () => {
  expect(visible(evil)).toBe(shown);
  expect(visibleLines("a\tb\n\u001Bc\r\n")).toBe("a\tb\n␛c␍\n");
  expect(visibleInColors(`\u001B[33m${evil}\u001B[39m \u001B[8mhidden`)).toBe(
    `\u001B[33m${shown.replace("␊", "\n")}\u001B[39m ␛[8mhidden`,
  );
  expect(visible("Zoë 名前 👩‍🚀 می‌خواهم")).toBe("Zoë 名前 👩‍🚀 می‌خواهم");
  const json = visibleJson(JSON.stringify({ evil }, undefined, 2));
  expect(json).not.toMatch(obeyed);
  expect(JSON.parse(json)).toEqual({ evil });
});

describe("of an org that writes escape sequences", () => {
  let org: TestOrg;
  beforeEach(async () => {
    org = await startOrg({ objects: { [evil]: { keyPrefix: "a00", fields: {} } } });
    await org.emulator.control.addJob({ id, object: evil, batches: ["Name\n\n"] });
  });
  afterEach(async () => await org.end());

  test.each([
    [["list"], 0],
    [["status", id], 0],
    [["close", id], 0],
    [["close", id, "--dry-run"], 0],
    [["close", "--stale", "--older-than", "1s", "--dry-run"], 0],
    [["abort", id, "--no-prompt"], 0],
  ])("%j shows them, on a terminal and in a pipe", async (args, code) => {
    const terminal = runOnTerminal(args, { env: org.env, columns: 200 });
    expect(await terminal.exit).toBe(code);
    expect(terminal.raw()).not.toMatch(obeyed);
    const { stdout, stderr } = await runInPipe(args, { env: org.env });
    expect(stdout + stderr).not.toMatch(obeyed);
    const json = await runInPipe([...args, "--json"], { env: org.env });
    expect(json.stdout).not.toMatch(obeyed);
    expect(JSON.parse(json.stdout)).toMatchObject({ status: code });
  });

  test("list and status show what is there", async () => {
    // XML has no characters such as ESC: an answer in it has something in their place.
    for (const [args, words] of [
      [["list"], shown],
      [["status", id], "31m␍␊closed  750<U+202E>ount␡"],
    ] as const) {
      const terminal = runOnTerminal(args, { env: org.env, columns: 200 });
      await terminal.exit;
      expect(terminal.screen()).toContain(words);
    }
  });

  test("errors: what the caller gave, and what the org said", async () => {
    for (const args of [
      ["close", `750${evil}`],
      ["list", "--object", `${evil}'`],
      ["load", evil, "-s", "A", "--operation", "insert"],
    ]) {
      const terminal = runOnTerminal(args, { env: org.env, columns: 200 });
      await terminal.exit;
      expect(terminal.raw()).not.toMatch(obeyed);
    }
  });

  test("rows: a terminal shows them, a pipe has them as they are", async () => {
    const other = "7509H0000016GUbQAM";
    await org.emulator.control.addJob({ id: other, batches: [`Name\n"\u001B]0;t\u0007"\n`], state: "Closed" });
    const query = ["query", "SELECT Name FROM Account", "--poll-interval", "0.05"];
    const terminal = runOnTerminal(query, { env: org.env });
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen()).toContain("␛]0;t␇");
    expect(terminal.raw()).not.toMatch(obeyed);
    expect((await runInPipe(query, { env: org.env })).stdout).toContain("\u001B]0;t\u0007");
  });
});
