import { checkFunction } from "../arguments/check-function.ts";
import { type Duration, readTimeout } from "../arguments/read-duration.ts";
import type { JobChanges } from "./changes.ts";
import type { PollOptions } from "./poll.ts";

/** How often a job is looked at, and what else has it looked at. Times are milliseconds, or `"2s"`, `"24h"`. */
export interface IntervalOptions {
  /**
   * The time between two looks at the job at first, and again after each change; before that there are two early looks, after
   * a quarter and a half of it, for what is done soon. Default: 2000; with `changes` 30,000, and no early looks.
   */
  readonly minInterval?: Duration;
  /**
   * The longest time between two looks; it grows by half while nothing changes. Where all will be done earlier at the pace so
   * far, the next look is made then, no earlier than a quarter of `minInterval`. Default: 30,000; with `changes` 300,000.
   */
  readonly maxInterval?: Duration;
  /**
   * Says when the job may have changed, for whoever is told of it: it is looked at at once, and rarely otherwise. Default:
   * nothing says so, and it is looked at again and again. Salesforce's own events, `BulkApi2JobEvent`, are beta, and tell of
   * queries of Bulk API 2.0 alone.
   */
  readonly changes?: JobChanges;
}

/**
 * Reads the times between two looks at a job, and fills in their defaults.
 *
 * @throws TypeError that names the option and what is expected.
 */
export function readIntervals({
  minInterval,
  maxInterval,
  changes,
}: IntervalOptions): Pick<PollOptions, "shortest" | "longest"> {
  const isTold = checkFunction("changes", changes) !== undefined;
  const shortest = readTimeout("minInterval", minInterval, isTold ? 30_000 : 2000, 0);
  const most = Math.max(shortest, isTold ? 300_000 : 30_000);
  return { shortest, longest: readTimeout("maxInterval", maxInterval, most, shortest) };
}
