import type * as Core from "@sfbulk/core";
import type { EmulatorControl } from "../control/emulator-control.ts";
import type { ConformanceCase, ConformanceContext } from "./cases/conformance-case.ts";
import { conformanceCases } from "./conformance-cases.ts";

/** What is to be proved, and against which org. */
export interface ConformanceSetup {
  /** The library: `import * as sfbulk from "@sfbulk/core"`, or a runtime's package. */
  readonly sfbulk: typeof Core;
  /** The adapter to prove. */
  readonly fetch: Core.FetchAdapter;
  /** The emulated org's address. */
  readonly instanceUrl: string;
  /** The emulated org's control: its own, or `connectControl(instanceUrl)` for one in another process. */
  readonly control: EmulatorControl;
  /** The cases to run. Default: all of them. */
  readonly cases?: readonly ConformanceCase[];
  /** Is told each case's result as it comes. */
  readonly onResult?: (result: ConformanceResult) => void;
}

/** How one case ended. */
export interface ConformanceResult {
  readonly name: string;
  /** What was wrong; absent where the case holds. */
  readonly error?: unknown;
  readonly milliseconds: number;
}

/**
 * Gives a case the org as new, and a connection to it: for a test framework that runs the cases itself.
 *
 * @example
 * ```ts
 * import * as sfbulk from "@sfbulk/core";
 * import { createEmulator } from "@sfbulk/emulator";
 * import { conformanceCases, prepareCase } from "@sfbulk/emulator/conformance";
 *
 * const { fetch, instanceUrl, control } = createEmulator();
 * const [first] = conformanceCases;
 * await first?.run(await prepareCase({ sfbulk, fetch, instanceUrl, control }));
 * ```
 */
export async function prepareCase({
  sfbulk,
  fetch,
  instanceUrl,
  control,
}: Omit<ConformanceSetup, "cases" | "onResult">): Promise<ConformanceContext> {
  await control.reset();
  const accessToken = await control.issueToken({});
  return {
    sfbulk,
    control,
    connect: (changes) => ({
      instanceUrl,
      accessToken,
      fetch,
      // Ends only what hangs: a browser on a busy machine has 100 requests wait for its six connections.
      attemptTimeout: 120_000,
      retry: { attempts: 5, baseDelay: 1, maxDelay: 5 },
      ...changes,
    }),
  };
}

/**
 * Runs the cases one after another, each on the org as new.
 *
 * @returns every case's result, in order. Nothing is thrown for a case that does not hold.
 * @example
 * ```ts
 * import * as sfbulk from "@sfbulk/core";
 * import { createEmulator } from "@sfbulk/emulator";
 * import { runConformance } from "@sfbulk/emulator/conformance";
 *
 * const { fetch, instanceUrl, control } = createEmulator();
 * const results = await runConformance({ sfbulk, fetch, instanceUrl, control });
 * console.log(results.filter(({ error }) => error !== undefined));
 * ```
 */
export async function runConformance(setup: ConformanceSetup): Promise<ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for (const { name, run } of setup.cases ?? conformanceCases) {
    const began = Date.now();
    let failure: { readonly error?: unknown } = {};
    try {
      // The cases share the org, so each has it to itself.
      await run(await prepareCase(setup));
    } catch (error) {
      failure = { error };
    }
    const result = { name, ...failure, milliseconds: Date.now() - began };
    results.push(result);
    setup.onResult?.(result);
  }
  return results;
}
