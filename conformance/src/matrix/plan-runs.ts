import type { StartedRuntimes } from "./start-all.ts";
import type { Variant } from "../variants/variant.ts";

/** One form of the library on one runtime. */
export interface PlannedRun {
  readonly runtime: StartedRuntimes["started"][number]["runtime"];
  readonly ready: StartedRuntimes["started"][number]["ready"];
  readonly variant: Variant;
  /** Whether in one way only. */
  readonly oneWay: boolean;
}

/**
 * Says which forms run where. What is published runs on every runtime in every way; the other forms once in each engine,
 * in the way that uses most of the library. They are made of the same lines: what may differ is what a compiler or a
 * bundler made of them, and that an engine reads in every version and over every connection alike.
 *
 * @param whole - Whether all forms run everywhere, all the same.
 */
export function planRuns(
  started: StartedRuntimes["started"],
  variants: readonly Variant[],
  whole: boolean,
): readonly PlannedRun[] {
  return started.flatMap(({ runtime, ready }, index) => {
    const isFirst = started.findIndex((one) => one.runtime.engine === runtime.engine) === index;
    return variants.flatMap((variant): PlannedRun[] => {
      if (whole || variant.name === "packed") return [{ runtime, ready, variant, oneWay: false }];
      return isFirst ? [{ runtime, ready, variant, oneWay: true }] : [];
    });
  });
}

/** What stands below the table, for its empty places. */
export const planReason: string =
  "An empty place is a form that has run in the same engine, in another line: the lines of all three are the same, and how they\n" +
  "were compiled or bundled shows in an engine, not in its version or connection. `npm run test:long` runs all of them everywhere.";
