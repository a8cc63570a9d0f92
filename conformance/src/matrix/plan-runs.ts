import { decisiveCases } from "./decisive-cases.ts";
import type { Ways } from "../programs/case-column.ts";
import type { Runtime } from "../runtimes/runtime.ts";
import type { Variant } from "../variants/variant.ts";

/** One form of the library on one runtime. */
export interface PlannedRun {
  readonly runtime: Runtime;
  readonly variant: Variant;
  readonly ways: Ways;
  /** The names of the cases. Absent: all of them. */
  readonly names?: readonly string[];
}

/**
 * Says which forms run where. What is published runs over HTTP in the last runtime of each engine, and in the first one what
 * its `fetch` decides: what both have, those between have too, and `docs/runtimes.md`, which is measured in all of them, tells
 * where their `fetch` differs.
 *
 * The other two forms are made of the same lines: what may differ is what a compiler or a bundler made of them, and that an
 * engine reads alike over every connection. So each engine runs one of them in process: minified where programs come in one
 * file, and in the first engine, Node.js; sources elsewhere. All cases run in Node.js, where the unit tests run the sources; in
 * the others, whether they read the form at all is to be seen, which the decisive cases show.
 *
 * The engines of Firefox and WebKit have one form, as pages have it, at any time; beside Chromium, what they can add is in
 * their `fetch`, so they run the decisive cases, and all of them in the long run.
 *
 * @param whole - Whether all forms run everywhere, all the same.
 */
export function planRuns(
  picked: readonly Runtime[],
  variants: readonly Variant[],
  whole: boolean,
): readonly PlannedRun[] {
  return picked.flatMap((runtime, index) => {
    if (runtime.isGuest === true) {
      const minified = variants.filter(({ name }) => name === "minified");
      const part = whole ? ({ ways: "all" } as const) : ({ ways: "HTTP", names: decisiveCases } as const);
      return minified.map((variant) => ({ runtime, variant, ...part }));
    }
    if (whole) return variants.map((variant) => ({ runtime, variant, ways: "all" as const }));
    const ofEngine = ({ engine }: Runtime): boolean => engine === runtime.engine;
    const isFirst = picked.findIndex(ofEngine) === index;
    const isLast = picked.findLastIndex(ofEngine) === index;
    return variants.flatMap((variant): PlannedRun[] => {
      if (variant.name === "packed") {
        if (isLast) return [{ runtime, variant, ways: "HTTP" }];
        return isFirst ? [{ runtime, variant, ways: "HTTP", names: decisiveCases }] : [];
      }
      if (!isLast || variant.name !== formInProcess(runtime)) return [];
      const inProcess = { runtime, variant, ways: "in process" } as const;
      return [runtime.engine === "Node.js" ? inProcess : { ...inProcess, names: decisiveCases }];
    });
  });
}

const formInProcess = ({ engine, host }: Runtime): Variant["name"] =>
  host.wrapping !== "process" || engine === "Node.js" ? "minified" : "sources";

/** What stands below the table, for its empty places. */
export const planReason: string =
  "Packed: over HTTP in the last runtime of each engine, and in its first one the cases that a fetch decides, as what both\n" +
  "have, those between have too; where their fetch differs, the probe tells. Sources or minified: in process, once in each\n" +
  "engine, as the lines of all three forms are the same, and how they were compiled or bundled shows in an engine, not in its\n" +
  "version or connection; all cases in Node.js, where the unit tests run the sources, and the deciding ones elsewhere. Firefox\n" +
  "and WebKit: minified, as pages have it, and the cases that an engine's fetch decides. `npm run test:long` runs all forms and\n" +
  "cases everywhere, and in Firefox and WebKit all cases of that form.";
