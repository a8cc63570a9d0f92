import type { EmulatorControl } from "./emulator-control.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/**
 * Sets a scenario up in an org: puts its job there and arms its faults. Not needed where the emulator was made with
 * `scenarios: true`; there it is set up once, and again by `control.reset()`.
 *
 * @throws TypeError where the job is there already.
 * @example
 * ```ts
 * import { closeJob } from "@sfbulk/core";
 * import { createEmulator, scenarios, stageScenario } from "@sfbulk/emulator";
 *
 * const emulator = createEmulator();
 * const scenario = scenarios.find(({ name }) => name === "request-lost")!;
 * await stageScenario(emulator.control, scenario);
 * await closeJob(emulator, scenario.id);
 * ```
 */
export async function stageScenario(control: EmulatorControl, { setup }: Scenario): Promise<void> {
  if (setup.job !== undefined) await control.addJob(setup.job);
  if (setup.ingestJob !== undefined) await control.addIngestJob(setup.ingestJob);
  if (setup.queryJob !== undefined) await control.addQueryJob(setup.queryJob);
  for (const fault of setup.faults) {
    // Which fault strikes first depends on the order.
    await control.fail(fault);
  }
}
