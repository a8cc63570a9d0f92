import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inFileRows } from "../src/load/in-file-rows.ts";
import { runHere } from "./run-here.ts";
import type { Done } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// Rows that are left out count: what is said of the others has the numbers of the file.

let org: TestOrg;
let file: string;
beforeEach(async () => {
  org = await startOrg();
  file = join(org.folder, "accounts.csv");
});
afterEach(async () => await org.end());
/** Rows 1, 2 and 3 are on lines 2, 5 and 6. */
const begin = Buffer.from('Name,Phone\n"a\nb",1\n\nGlobex,2\nInitech,3\nUmbrella,4\n');
const write = (rows: string): void => writeFileSync(file, Buffer.concat([begin, Buffer.from(rows, "latin1")]));
const run = async (...args: string[]): Promise<Done> =>
  await runHere(["load", file, "-s", "Account", "--operation", "insert", "--poll-interval", "0.05", ...args], {
    env: org.env,
    cwd: org.folder,
    input: "",
  });

const faults = [
  ["a ragged row", "Bad,1,2\n", "row 5 (line 8) has 3 values for 2 columns"],
  ["a character of another encoding", "B\u00E9d,1\n", "line 8 has a byte that is not UTF-8 (0xE9, at offset "],
  ["a quote within a value", 'B"d,1\n', "line 8 has a quote inside a value"],
  ["a quote without end", '"Bad,1\n', "the quote that is opened on line 8 is never closed"],
] as const;

describe.each(["--skip 3", "--skip 3 --api 2.0", "--trial 2"])("%s", (words) => {
  test.each(faults)("%s is told by its own row and line, before anything is sent", async (_, row, expected) => {
    write(row);
    const { code, stderr } = await run(...words.split(" "), "--no-prompt");
    expect(stderr).toContain(expected);
    expect([code, await org.emulator.control.jobs(), await org.emulator.control.bulk2Jobs()]).toEqual([2, [], []]);
  });
});

test.each(["1.0", "2.0"])("a dry run by Bulk API %s tells all of it", async (api) => {
  for (const [, row, expected] of faults) {
    write(row);
    const { code, stdout } = await run("--skip", "3", "--dry-run", "--api", api);
    expect(stdout.replace("line 8 (byte 50) has", "row 5 (line 8) has")).toContain(expected);
    expect(code).toBe(1);
  }
});

test("a row behind the trial that is too large is refused before the trial", async () => {
  write(`${"x".repeat(10_000_000)},1\n`);
  const { code, stderr } = await run("--trial", "2", "--no-prompt");
  expect(stderr).toContain("row 5 (line 8)");
  expect([code, await org.emulator.control.jobs()]).toEqual([2, []]);
});

test("a value is told by its own line", async () => {
  write(",5\n");
  const { stderr } = await run("--skip", "2");
  expect(stderr).toContain('Cannot use "" (line 8) in column "Name"');
});

test("a row that is left out and cannot be told from the next one is refused", async () => {
  writeFileSync(file, 'Name,Phone\nA"cme,1\nGlobex,2\nIni"tech,3\nUmbrella,4\nHooli,5\n');
  const { code, stderr } = await run("--skip", "1");
  expect(code).toBe(2);
  expect(stderr).toContain("line 2 has a quote inside a value");
  expect(await org.emulator.control.jobs()).toEqual([]);
});

test("rows that are not what they were, and reasons in the receipt, have the numbers of the file", async () => {
  write("A,5\nB,6\nC,7\n,8\n");
  await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1, times: 1 });
  const pieces = ["--skip", "3", "--batch-size", "2", "--concurrency", "1"];
  expect((await run(...pieces)).code).toBe(75);
  write("A,5\nB,6\nX,7\n,8\n");
  expect((await run(...pieces, "--resume")).stderr).toContain("rows 6 to 7 of the source are not those");
  write("A,5\n");
  expect((await run(...pieces, "--resume")).stderr).toContain(
    "the source had 8 rows when it was checked, and has 5 now",
  );
  write("A,5\nB,6\nC,7\n,8\n");
  expect((await run(...pieces, "--resume")).code).toBe(68);
  const receipt = readdirSync(org.folder).find((name) => name.endsWith("-load.json")) ?? "";
  expect(JSON.parse(org.read(receipt))).toMatchObject({ summary: { reasons: [{ firstRow: 8 }] } });
});

test("other words about rows, and those that are equal, name the numbers of the file", () => {
  expect(inFileRows("the source ends behind row 2, and row 4 was sent before", 3)).toBe(
    "the source ends behind row 5, and row 7 was sent before",
  );
  const words = "Rows 1, 12 are equal, and Salesforce does not tell which is which: 1 of 2 are known to be written";
  expect(inFileRows(words, 3)).toBe(words.replace("1, 12", "4, 15"));
  expect(inFileRows(words, 0)).toBe(words);
});

test("no message of core about rows of the source is passed over", () => {
  const core = new URL("../../core/src/", import.meta.url);
  const files = readdirSync(core, { recursive: true, encoding: "utf8" }).filter((path) =>
    /^(?:operations\/load(?:ing|-rows)\/.*|batches\/split-csv)\.ts$/.test(path),
  );
  const messages = files
    .flatMap((path) => readFileSync(new URL(path, core), "utf8").split("\n"))
    .filter((line) => !line.trimStart().startsWith("*"))
    .flatMap((line) => line.match(/`[^`]*\b[Rr]ows? \$\{[^`]*`/g) ?? [])
    .map((template) => template.replaceAll(/\$\{[^}]*\}/g, "1"))
    // Some are part of one, behind a space. Of rows that are given as records there is no file; the last one is left out, and told by its number.
    .filter((message) => !/^`Cannot add row |is the first that is not known to be`$/.test(message));
  expect(messages.length).toBeGreaterThan(6);
  expect(
    messages.filter((message) => /\brows? 1\b/i.test(inFileRows(message.slice(1, -1).replace(/^row/, " row"), 1000))),
  ).toEqual([]);
});
