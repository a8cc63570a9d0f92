import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks something that is to be iterated. A string is refused: it is iterable, and its characters are what nobody means.
 *
 * @param what - What its items are, for the error: `ids`.
 * @throws TypeError for anything else.
 */
export function checkIterable(name: string, value: unknown, what: string): void {
  if (typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value))
    return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name}: expected an array or another iterable of ${what}, got ${describeValue(value)}`,
  );
}
