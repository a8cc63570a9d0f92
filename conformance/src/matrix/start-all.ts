import type { Runtime, StartedRuntime } from "../runtimes/runtime.ts";
import { inParallel } from "./in-parallel.ts";
import type { MissingRuntime } from "./matrix-run.ts";

/** The runtimes that are there, and those that cannot be had. */
export interface StartedRuntimes {
  readonly started: readonly { readonly runtime: Runtime; readonly ready: StartedRuntime }[];
  readonly missing: readonly MissingRuntime[];
}

/** Gets runtimes ready. */
export async function startAll(picked: readonly Runtime[]): Promise<StartedRuntimes> {
  const missing: MissingRuntime[] = [];
  const started = await inParallel(picked, 3, async (runtime) => {
    try {
      return { runtime, ready: await runtime.start() };
    } catch (error) {
      missing.push({ runtime: runtime.name, why: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  });
  return { started: started.filter((one) => one !== undefined), missing };
}
