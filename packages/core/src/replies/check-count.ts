import { NotTheAnswer } from "./not-the-answer.ts";

/**
 * Sees that a reply has as many rows as it must have: nothing marks the end of CSV but a line break.
 *
 * @param expected - `undefined` where nobody knows.
 * @throws NotTheAnswer; where there are fewer, the reply may be cut.
 */
export function checkCount(what: string, found: number, expected: number | undefined): void {
  if (expected === undefined || found === expected) return;
  throw new NotTheAnswer(
    `the reply has ${found} ${what}, expected ${expected}: which row is which cannot be told`,
    "RowsMismatch",
    found < expected,
  );
}
