/**
 * Checks how many requests a caller wants under way at once.
 *
 * @throws TypeError for anything but a whole number from 1 to 50.
 */
export function checkConcurrency(value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isInteger(value) && value >= 1 && value <= 50) return value;
  throw new TypeError(`Cannot use concurrency ${String(value)}: expected a whole number from 1 to 50`);
}
