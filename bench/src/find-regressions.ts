import type { Ratio } from "./measurement.ts";

/** The ratios of an earlier run, by their names. */
export type KeptRatios = Readonly<Record<string, number>>;

/**
 * Compares ratios with kept ones, and says which have become worse by more than their room for noise. One that is kept
 * and was not measured any more is told as well: a measurement that is gone hides a regression.
 */
export function findRegressions(ratios: readonly Ratio[], kept: KeptRatios): string[] {
  const measured = new Set(ratios.map(({ name }) => name));
  const worse = ratios.flatMap(({ name, value, bar, room = 0.3, better }) => {
    const before = kept[name];
    if (before === undefined) return [];
    const more = bar === undefined ? better !== "atMost" : "atLeast" in bar;
    const limit = more ? before * (1 - room) : before * (1 + room);
    return (more ? value >= limit : value <= limit)
      ? []
      : [`${name}: ${value.toFixed(2)}, kept is ${before.toFixed(2)}, the limit ${limit.toFixed(2)}`];
  });
  const gone = Object.keys(kept).filter((name) => !measured.has(name));
  return [...worse, ...gone.map((name) => `${name}: kept, and not measured`)];
}
