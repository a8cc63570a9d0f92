import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { writeBars } from "../../bench/src/write-bars.ts";
import { type Results, writePage } from "../../bench/src/write-page.ts";

const results = JSON.parse(readFileSync(new URL("../../bench/results.json", import.meta.url), "utf8")) as Results;

test("docs/performance.md and bench/bars.md have what the benchmarks found (-u writes them)", async () => {
  await expect(writePage(results)).toMatchFileSnapshot("../performance.md");
  await expect(writeBars(results)).toMatchFileSnapshot("../../bench/bars.md");
});
