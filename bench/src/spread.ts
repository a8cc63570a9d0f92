/** The middle of some values, and where the middle half of them lies. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Gives the median and the quartiles. */
export function spread(values: readonly number[] | undefined): Spread {
  if (values === undefined || values.length === 0) throw new Error("Nothing was measured");
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number): number => {
    const place = part * (sorted.length - 1);
    const [below = 0, above = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Gives the median of what one contender measured against another's, turn by turn: what is slow for both cancels out. */
export const pairedRatio = (one: readonly number[] = [], other: readonly number[] = []): number =>
  spread(one.map((value, index) => value / (other[index] ?? Number.NaN))).median;

/** Writes a number as a table shows it: three digits that count. */
export function shown(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** Writes a spread: `21,400 (20,900–21,800)`. */
export const shownSpread = ({ median, low, high }: Spread): string => `${shown(median)} (${shown(low)}–${shown(high)})`;
