import { type Duration, readTimeout } from "../arguments/read-duration.ts";
import type { PollOptions } from "./poll.ts";

/**
 * Reads the times between two looks at a job, and fills in their defaults.
 *
 * @throws TypeError that names the option and what is expected.
 */
export function readIntervals({
  minInterval,
  maxInterval,
}: {
  readonly minInterval?: Duration;
  readonly maxInterval?: Duration;
}): Pick<PollOptions, "shortest" | "longest"> {
  const shortest = readTimeout("minInterval", minInterval, 2000, 0);
  return { shortest, longest: readTimeout("maxInterval", maxInterval, Math.max(shortest, 30_000), shortest) };
}
