/** Node.js and browsers fire a timer of more milliseconds at once. */
const longestTimer = 2_147_483_647;

/**
 * Checks a number that a caller gave, and fills in its default.
 *
 * @param most - Default: as many milliseconds as a timer takes.
 * @throws TypeError for what is no whole number, and for one that is too small or too large.
 */
export function checkWholeNumber(
  name: string,
  value: number | undefined,
  otherwise: number,
  least: number,
  most: number = longestTimer,
): number {
  if (value === undefined) return otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new TypeError(`Cannot use ${name} ${String(value)}: expected a whole number from ${least} to ${most}`);
}
