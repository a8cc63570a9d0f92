import type { Ratio } from "./measurement.ts";
import { shown } from "./spread.ts";
import type { Results } from "./write-page.ts";
import { writeTable } from "./write-tables.ts";

/** Makes the page for who works on it: what should be reached, and what was, a column for each Node.js. */
export function writeBars({ machine, runs }: Results): string {
  const found = runs.map(
    ({ sections }) => new Map(sections.flatMap(({ ratios }) => ratios.map((one) => [one.name, one]))),
  );
  const all = new Map(found.toReversed().flatMap((ratios) => [...ratios]));
  const first = found[0] ?? all;
  const barred = [...first.values(), ...[...all.values()].filter(({ name }) => !first.has(name))].filter(
    ({ bar }) => bar !== undefined,
  );
  const table = writeTable({
    columns: ["ratio", "bar", ...runs.map(({ node }) => `Node.js ${node}`)],
    rows: barred.map((ratio) => [
      ratio.name,
      barOf(ratio),
      ...found.map((ratios) => {
        const one = ratios.get(ratio.name);
        if (one === undefined) return "";
        return isMet(one) ? shown(one.value) : `**${shown(one.value)}, missed**`;
      }),
    ]),
  });
  return `# The bars

What we want to reach, and what was measured on ${machine}, or on the machine that the page names there. Made by \`pnpm bench\` out of \`results.json\`; how each is measured is in [Performance](../docs/performance.md), what was tried where one is missed in [the history](history.md).

${table}

A bar in µs is for a machine on which \`JSON.parse\` of the reply takes about 2, one in MB a second for one on which a loop over the bytes does 600.
`;
}

const barOf = ({ bar }: Ratio): string =>
  bar === undefined ? "" : "atLeast" in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;

/** Tells whether a ratio is what it should be. */
export const isMet = ({ value, bar }: Ratio): boolean =>
  bar === undefined || ("atLeast" in bar ? value >= bar.atLeast : value <= bar.atMost);
