import type { Ways } from "../programs/case-column.ts";
import type { StartedRuntimes } from "./start-all.ts";
import type { Variant } from "../variants/variant.ts";

/** One form of the library on one runtime. */
export interface PlannedRun {
  readonly runtime: StartedRuntimes["started"][number]["runtime"];
  readonly ready: StartedRuntimes["started"][number]["ready"];
  readonly variant: Variant;
  readonly ways: Ways;
}

/**
 * Says which forms run where. What is published runs on every runtime over HTTP, and in process in the first and the last
 * of an engine: what both have, those between have too, and there is no connection that could differ. The other forms run
 * once in each engine, in the way that uses most of the library. They are made of the same lines: what may differ is what a
 * compiler or a bundler made of them, and that an engine reads in every version and over every connection alike.
 *
 * @param whole - Whether all forms run everywhere, all the same.
 */
export function planRuns(
  started: StartedRuntimes["started"],
  variants: readonly Variant[],
  whole: boolean,
): readonly PlannedRun[] {
  return started.flatMap(({ runtime, ready }, index) => {
    const ofEngine = (one: (typeof started)[number]): boolean => one.runtime.engine === runtime.engine;
    const isFirst = started.findIndex(ofEngine) === index;
    const isBetween = !isFirst && started.findLastIndex(ofEngine) !== index;
    return variants.flatMap((variant): PlannedRun[] => {
      if (whole) return [{ runtime, ready, variant, ways: "all" }];
      if (variant.name === "packed") return [{ runtime, ready, variant, ways: isBetween ? "HTTP" : "all" }];
      return isFirst ? [{ runtime, ready, variant, ways: "last" }] : [];
    });
  });
}

/** What stands below the table, for its empty places. */
export const planReason: string =
  "Sources and minified: once in each engine, as the lines of all three forms are the same, and how they were compiled or bundled\n" +
  "shows in an engine, not in its version or connection. Packed: over HTTP everywhere, as each runtime has a fetch of its own; in\n" +
  "process in the first and the last runtime of an engine, as what both have, those between have too. `npm run test:long` runs all\n" +
  "of them everywhere.";
