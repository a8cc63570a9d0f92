const largest = 2_147_483_647;

/**
 * Lets a numeric option through, or its absence.
 *
 * @throws TypeError that names the option, for anything but a whole number of `least` or more: Deno takes it silently.
 */
export function checkWholeNumber(name: string, value: number | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= largest) return value;
  throw new TypeError(`Cannot use ${name} ${String(value)}: expected a whole number from ${least} to ${largest}`);
}
