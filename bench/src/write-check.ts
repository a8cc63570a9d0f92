import { shown } from "./spread.ts";
import type { Results } from "./write-page.ts";
import { writeTable } from "./write-tables.ts";
import { shownBound } from "./check/check-bars.ts";
import { type Comparison, checkedNodes } from "./check/comparison.ts";

/** Makes the page about what `pnpm bench --check` compares, and beside each bar what the whole benchmark found. */
export function writeCheck(comparisons: readonly Comparison[], { runs }: Results): string {
  const onPage = (name: string, major: string): string => {
    const run = runs.find(({ node }) => node.startsWith(`${major}.`));
    const ratio = run?.sections.flatMap(({ ratios }) => ratios).find((one) => one.name === name);
    return ratio === undefined ? "" : shown(ratio.value);
  };
  const table = writeTable({
    columns: ["ratio", ...checkedNodes.flatMap((major) => [`bar, Node.js ${major}`, "on the page"])],
    rows: comparisons.flatMap(({ bars }) =>
      bars.map((bar) => [
        bar.name,
        ...checkedNodes.flatMap((major) => [shownBound(bar, major), onPage(bar.name, major)]),
      ]),
    ),
  });
  const reasons = comparisons.flatMap(({ bars }) => bars.map(({ name, why }) => `- **${name}**: ${why}`));
  return `# The check

\`pnpm bench --check\` tells within two minutes whether something has become slower, on a machine of any speed: it compares us with others, or with what the engine does at best, and knows no milliseconds. It prints a table and ends with 1 where a bar is missed. The workflow [Bench](../.github/workflows/bench.yml) makes it for each change and shows the table in the job's page; no other job waits for it, since a runner is shared with others. Made from \`src/check/comparisons.ts\`.

- **How.** Those that are compared run in one process and take turns, there and back, so that what the machine and the engine do to one they do to the other, and who comes after whom does not matter. What a turn costs is the processor's time, with the collection of its garbage; programs that are started are timed whole, and of both ways the shorter time counts. The first rounds warm the engine up and are not counted. The median of the ratios, round by round, decides; where it misses its bar, as many rounds are taken again, and the median of all of them decides.
- **Which.** Each is a ratio of [Performance](../docs/performance.md). The page has each contender in a process of its own, with long turns; here they are short and share one, so that the numbers differ, most of all where the page counts seconds. A bar has a sixth to a third of room below what was measured so, for noise, and is never stricter than what the page says.
- **What it leaves out**, since it is no ratio, needs long turns or is proved otherwise: longest stretches, memory, uploads (four fifths of which is zlib's), Chromium, sizes (which have budgets of their own), the growth with the number of jobs. The whole benchmark has them.

${table}

## Why they are where they are

${reasons.join("\n")}
`;
}
