import type { Ratio } from "./measurement.ts";

/** The ratios of an earlier run, by their names. */
export type KeptRatios = Readonly<Record<string, number>>;

/** A ratio that has become worse. */
interface Regression {
  readonly name: string;
  /** What it is, and what it was. */
  readonly why: string;
}

/** Compares ratios with kept ones, and says which have become worse by more than their room for noise. */
export function findRegressions(ratios: readonly Ratio[], kept: KeptRatios): Regression[] {
  return ratios.flatMap(({ name, value, bar, room = 0.3, better }) => {
    const before = kept[name];
    if (before === undefined) return [];
    const more = bar === undefined ? better !== "atMost" : "atLeast" in bar;
    const limit = more ? before * (1 - room) : before * (1 + room);
    return (more ? value >= limit : value <= limit)
      ? []
      : [{ name, why: `${value.toFixed(2)}, kept is ${before.toFixed(2)}, the limit ${limit.toFixed(2)}` }];
  });
}
