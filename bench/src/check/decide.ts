import { spread, type Spread } from "../spread.ts";
import type { Bar, Comparison, ForEachNode } from "./comparison.ts";

/** A bar, and the ratio that was found for it. */
export interface Found {
  readonly bar: Bar;
  readonly ratio: Spread;
  readonly isMet: boolean;
}

/** What each contender's turns in a round cost. */
export type Costs = Readonly<Record<string, number>>;

/**
 * Has a comparison's rounds taken, and gives the median of each ratio. Where one misses its bar, as many rounds are taken
 * again, and all of them decide: a median of more rounds is a surer one.
 *
 * @param major - Which Node.js is meant.
 * @param take - Takes one round.
 */
export async function decide(
  { bars, warmUps, rounds }: Pick<Comparison, "bars" | "warmUps" | "rounds">,
  major: keyof ForEachNode,
  take: () => Promise<Costs>,
): Promise<readonly Found[]> {
  for (let round = 0; round < warmUps; round++) await take();
  const taken: Costs[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await take());
  const found = bars.map((bar) => judge(bar, taken, major));
  if (found.every(({ isMet }) => isMet)) return found;
  for (let round = 0; round < rounds; round++) taken.push(await take());
  return bars.map((bar) => judge(bar, taken, major));
}

function judge(bar: Bar, taken: readonly Costs[], major: keyof ForEachNode): Found {
  const ratio = spread(taken.map((costs) => bar.ratio((contender) => costs[contender] ?? Number.NaN)));
  const { bound } = bar;
  const isMet = "atLeast" in bound ? ratio.median >= bound.atLeast[major] : ratio.median <= bound.atMost[major];
  return { bar, ratio, isMet };
}
