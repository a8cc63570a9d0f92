import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkedNodes } from "../../bench/src/check/comparison.ts";
import { comparisons } from "../../bench/src/check/comparisons.ts";
import { decide } from "../../bench/src/check/decide.ts";
import { writeCheck } from "../../bench/src/write-check.ts";
import { writeBars } from "../../bench/src/write-bars.ts";
import { writeKit } from "../../bench/src/write-kit.ts";
import { type Results, writePage } from "../../bench/src/write-page.ts";
import { writeTasksPage } from "../../bench/src/write-tasks-page.ts";

const results = JSON.parse(readFileSync(new URL("../../bench/results.json", import.meta.url), "utf8")) as Results;

test("docs/performance.md, docs/whole-tasks.md, bench/bars.md and bench/check.md have what the benchmarks found (-u writes them)", async () => {
  await expect(writePage(results)).toMatchFileSnapshot("../performance.md");
  await expect(writeTasksPage(results)).toMatchFileSnapshot("../whole-tasks.md");
  await expect(writeBars(results)).toMatchFileSnapshot("../../bench/bars.md");
  await expect(writeCheck(comparisons, results)).toMatchFileSnapshot("../../bench/check.md");
});

test("the emulator's README tells how long it holds others (-u writes it)", async () => {
  const readme = new URL("../../packages/emulator/README.md", import.meta.url);
  await expect(writeKit(readFileSync(readme, "utf8"), results)).toMatchFileSnapshot(
    "../../packages/emulator/README.md",
  );
});

test("what the check compares are ratios of docs/performance.md, and what stands there meets its bars", () => {
  const bars = comparisons.flatMap((comparison) => comparison.bars);
  const missed = bars.flatMap(({ name, bound }) =>
    checkedNodes
      .filter((major) => {
        const run = results.runs.find(({ node }) => node.startsWith(`${major}.`));
        const value = run?.sections.flatMap(({ ratios }) => ratios).find((ratio) => ratio.name === name)?.value;
        // Not everything is measured with each of them, but all with the oldest.
        if (value === undefined) return major === checkedNodes[0];
        return "atLeast" in bound ? value < bound.atLeast[major] : value > bound.atMost[major];
      })
      .map((major) => `${name}, Node.js ${major}`),
  );
  expect(missed).toEqual([]);
  expect(new Set(bars.map(({ name }) => name)).size).toBe(bars.length);
});

test("the median of what a check has measured decides, and where it misses, that of twice as many rounds", async () => {
  const bar = {
    name: "theirs / ours",
    ratio: (cost: (contender: string) => number) => cost("theirs") / cost("ours"),
    bound: { atLeast: { 20: 2, 24: 4 } },
    why: "",
  };
  const found = async (ratios: readonly number[], major: "20" | "24" = "20") => {
    let taken = 0;
    const [one] = await decide(
      { bars: [bar], warmUps: 1, rounds: 3 },
      major,
      async () => await Promise.resolve({ theirs: ratios[taken++] ?? Number.NaN, ours: 1 }),
    );
    return { isMet: one?.isMet, median: one?.ratio.median, taken };
  };
  expect(await found([0, 2, 1, 3])).toEqual({ isMet: true, median: 2, taken: 4 });
  expect(await found([9, 1, 1, 3, 3, 3, 3])).toEqual({ isMet: true, median: 3, taken: 7 });
  expect(await found([9, 1, 1, 1, 1, 1, 9])).toEqual({ isMet: false, median: 1, taken: 7 });
  expect(await found([0, 2, 2, 2, 2, 2, 2], "24")).toMatchObject({ isMet: false });
});
