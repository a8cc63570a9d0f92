/** Node.js and browsers fire a timer of more milliseconds at once. */
const longestTimer = 2_147_483_647;

/**
 * Checks a number that a caller gave, and fills in its default.
 *
 * @throws TypeError for what is no whole number, and for one that is too small or that no timer takes.
 */
export function checkWholeNumber(name: string, value: number | undefined, otherwise: number, least: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= longestTimer) return value;
  throw new TypeError(`Cannot use ${name} ${String(value)}: expected a whole number from ${least} to ${longestTimer}`);
}
