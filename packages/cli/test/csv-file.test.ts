import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { csvFile } from "../src/files/csv-file.ts";

const folder = mkdtempSync(join(tmpdir(), "sfbulk-csv-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const options = { overwrite: false, again: () => undefined };

test("rows and lines stand in their order, each once, also where they are written in several pieces", async () => {
  const path = join(folder, "rows.csv");
  const file = csvFile(path, () => "A,B\n", options);
  const expected = ["A,B\n"];
  let waits = 0;
  for (let row = 0; row < 5000; row++) {
    const text = `${row} ${"é".repeat(20)}`;
    const isLine = row % 7 === 0;
    const written = isLine ? file.write("line,", Buffer.from(text), "\n") : file.writeRow([text, 'say "hi"']);
    if (written !== undefined) waits++;
    await written;
    expected.push(isLine ? `line,${text}\n` : `${text},"say ""hi"""\n`);
  }
  expect(file.rows()).toBe(5000);
  // It is written while rows come: the first one begins the file, and some 300 kB are several pieces.
  expect(waits).toBeGreaterThan(2);
  expect(waits).toBeLessThan(20);
  const whole = await file.close();
  expect(existsSync(path)).toBe(false);
  await whole?.keep();
  expect(readFileSync(path, "utf8")).toBe(expected.join(""));
});

test("rows are not held until the end", async () => {
  const file = csvFile(join(folder, "many.csv"), () => "A\n", options);
  let waits = 0;
  for (let row = 0; row < 3000; row++) {
    const written = file.writeRow(["x".repeat(100)]);
    if (written !== undefined) waits++;
    await written;
  }
  expect(waits).toBeGreaterThan(2);
  expect(waits).toBeLessThan(20);
  await file.close();
  await file.discard();
  expect(readdirSync(folder).filter((name) => name.startsWith("many"))).toEqual([]);
});

test("rows without text come out too, and a file without rows is none", async () => {
  const path = join(folder, "empty.csv");
  const file = csvFile(path, () => "A\n", options);
  expect(await file.close()).toBeUndefined();
  expect(readdirSync(folder)).not.toContain("empty.csv");
  const other = csvFile(path, () => "A,B\n", options);
  await other.writeRow(["", ""]);
  await other.writeRow(["1", ""]);
  await (await other.close())?.keep();
  expect(readFileSync(path, "utf8")).toBe("A,B\n,\n1,\n");
});
