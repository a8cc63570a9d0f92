import { shown } from "../spread.ts";
import type { Bar, Comparison, ForEachNode } from "./comparison.ts";
import { takeRounds } from "./take-rounds.ts";

/**
 * Makes comparisons, one after another, and says what was found as Markdown, so that a workflow can show it.
 *
 * @param node - The program that they run in.
 * @param major - Which Node.js that is.
 * @returns how many bars were missed.
 */
export async function checkBars(
  comparisons: readonly Comparison[],
  node: string,
  major: keyof ForEachNode,
  say: (text: string) => void,
): Promise<number> {
  const began = performance.now();
  let missed = 0;
  say(`| in Node.js ${major} | bar | median | middle half | |\n|---|--:|--:|--:|---|`);
  for (const comparison of comparisons) {
    for (const { bar, ratio, isMet } of await takeRounds(comparison, node, major)) {
      if (!isMet) missed++;
      const half = `${shown(ratio.low)}–${shown(ratio.high)}`;
      say(
        `| ${bar.name} | ${shownBound(bar, major)} | ${shown(ratio.median)} | ${half} | ${isMet ? "met" : "**missed**"} |`,
      );
    }
  }
  const verdict = missed === 0 ? "All bars are met" : `Bars missed: ${missed}. What each is for is in bench/check.md`;
  say(`\n${verdict} (${Math.round((performance.now() - began) / 1000)} s).`);
  return missed;
}

/** Writes a bound as a table shows it: `≥ 3`. */
export const shownBound = ({ bound }: Bar, major: keyof ForEachNode): string =>
  "atLeast" in bound ? `≥ ${bound.atLeast[major]}` : `≤ ${bound.atMost[major]}`;
