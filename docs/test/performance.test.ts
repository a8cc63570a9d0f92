import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { writeBars } from "../../bench/src/write-bars.ts";
import { writeKit } from "../../bench/src/write-kit.ts";
import { type Results, writePage } from "../../bench/src/write-page.ts";
import { writeTasksPage } from "../../bench/src/write-tasks-page.ts";

const results = JSON.parse(readFileSync(new URL("../../bench/results.json", import.meta.url), "utf8")) as Results;

test("docs/performance.md, docs/whole-tasks.md and bench/bars.md have what the benchmarks found (-u writes them)", async () => {
  await expect(writePage(results)).toMatchFileSnapshot("../performance.md");
  await expect(writeTasksPage(results)).toMatchFileSnapshot("../whole-tasks.md");
  await expect(writeBars(results)).toMatchFileSnapshot("../../bench/bars.md");
});

test("the emulator's README tells how long it holds others (-u writes it)", async () => {
  const readme = new URL("../../packages/emulator/README.md", import.meta.url);
  await expect(writeKit(readFileSync(readme, "utf8"), results)).toMatchFileSnapshot(
    "../../packages/emulator/README.md",
  );
});
