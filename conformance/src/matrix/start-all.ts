import type { Runtime, StartedRuntime } from "../runtimes/runtime.ts";
import { runtimes } from "../runtimes/runtimes.ts";
import { inParallel } from "./in-parallel.ts";
import type { MissingRuntime } from "./matrix-run.ts";

/** The runtimes that are there, and those that cannot be had. */
export interface StartedRuntimes {
  readonly started: readonly { readonly runtime: Runtime; readonly ready: StartedRuntime }[];
  readonly missing: readonly MissingRuntime[];
}

/** Gets the runtimes ready, all of whose names have a text in them. */
export async function startAll(text: string): Promise<StartedRuntimes> {
  const missing: MissingRuntime[] = [];
  const picked = runtimes.filter(({ name }) => name.includes(text));
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
