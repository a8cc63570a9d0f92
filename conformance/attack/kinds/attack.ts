import type { Tally } from "../verdict.ts";

/** One kind of attack. */
export interface Attack {
  /** `closes`, for `--only`. */
  readonly name: string;
  /** What is tried, in a sentence for the page. */
  readonly tried: string;
  /** Tries so many cases; all that it comes to goes into the tally. */
  run(tally: Tally, seed: number, runs: number): Promise<void>;
}
