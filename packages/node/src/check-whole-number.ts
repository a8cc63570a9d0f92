/** Node.js fires a timer of more milliseconds at once. */
const largest = 2_147_483_647;

/**
 * Gives the value of a numeric option, or its default.
 *
 * @throws TypeError that names the option, for anything but a whole number of 1 or more.
 */
export function checkWholeNumber(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= largest) return value;
  throw new TypeError(`Cannot use ${name} ${String(value)}: expected a whole number from 1 to ${largest}`);
}
