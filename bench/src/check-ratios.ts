import { findRegressions, type KeptRatios } from "./find-regressions.ts";
import type { Measurement, Section } from "./measurement.ts";

/** A measurement, and what it found in short turns. */
export interface Checked {
  readonly measurement: Measurement;
  readonly section: Section;
}

/**
 * Compares ratios with kept ones. A short turn may be unlucky: where a ratio looks worse, all of its measurement is made
 * again in long ones, and it is worse only if it is so in both.
 *
 * @param say - Is told of each measurement that is made again, and why.
 * @returns lines about those that have become worse.
 */
export async function checkRatios(
  checked: readonly Checked[],
  kept: KeptRatios,
  node: string,
  say: (text: string) => void,
): Promise<string[]> {
  const lines: string[] = [];
  const known = new Set<string>();
  for (const { measurement, section } of checked) {
    const own = Object.fromEntries(
      section.ratios.flatMap(({ name }) => (kept[name] === undefined ? [] : [[name, kept[name]] as const])),
    );
    for (const name of Object.keys(own)) known.add(name);
    const suspects = findRegressions(section.ratios, own);
    if (suspects.length === 0) continue;
    for (const { name, why } of suspects) say(`measured again: ${name}: ${why}`);
    // One after another, or they would disturb each other.
    const { ratios } = await measurement.measure({ large: false, quick: false, node });
    const first = new Set(suspects.map(({ name }) => name));
    const still = findRegressions(ratios, own).filter(({ name }) => first.has(name));
    lines.push(...still.map(({ name, why }) => `${name}: ${why}`));
  }
  // A measurement that is gone would hide a regression.
  const gone = Object.keys(kept).filter((name) => !known.has(name));
  return [...lines, ...gone.map((name) => `${name}: kept, and not measured`)];
}
