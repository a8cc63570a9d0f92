import { checkString } from "./check-string.ts";
import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks a word of which Salesforce may come to have others: a known one must be spelt as it is, since it would fit nothing.
 *
 * @throws TypeError that names the one that was meant, or says that it is no string.
 */
export function checkSpelling(name: string, value: unknown, known: readonly string[]): void {
  checkString(name, value);
  if (known.some((word) => word !== value && word.toLowerCase() === String(value).toLowerCase())) {
    checkWord(name, value, known);
  }
}

/**
 * Checks a word that a caller gave.
 *
 * @throws TypeError that names the known words, or the one that was meant where only the case is wrong.
 */
export function checkWord(name: string, value: unknown, known: readonly string[]): void {
  if (typeof value === "string" && known.includes(value)) return;
  const meant = known.find((word) => word.toLowerCase() === String(value).toLowerCase());
  throw argumentError(
    "InvalidArgument",
    meant === undefined
      ? `Cannot use ${name} ${describeValue(value)}: expected one of ${known.join(", ")}`
      : `Cannot use ${name} ${describeValue(value)}: it is spelt "${meant}", and the case matters`,
  );
}
