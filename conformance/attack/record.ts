import type { Tally } from "./verdict.ts";

/** What one attack came to when it was last run at length. */
export interface RecordedAttack extends Omit<Tally, "broken"> {
  readonly name: string;
  readonly tried: string;
  /** When it was, `2026-11-28`. */
  readonly date: string;
  readonly seed: number;
  readonly seconds: number;
  /** How many promises did not hold. */
  readonly broken: number;
  readonly unhandledRejections: number;
}

/** `record.json`: every attack, by its name. */
export interface AttackRecord {
  readonly attacks: readonly RecordedAttack[];
}
