import { checkOptions } from "../options/check-options.ts";
import { assembleEmulator } from "./assemble-emulator.ts";
import { createState } from "../control/emulator-state.ts";
import type { Emulator } from "./emulator.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";

/**
 * Makes a Salesforce org with Bulk API 1.0 and 2.0 that lives in this process.
 *
 * It is stateful: sessions, jobs, batches that move from `Queued` to `InProgress` to `Completed` or `Failed` by its
 * clock, records, limits, the job list and the token endpoint. It answers as Salesforce has been recorded to answer;
 * what is a guess is marked as such in the source.
 *
 * @throws TypeError for an option that makes no sense.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/
 * @example
 * ```ts
 * import { closeJob } from "@sfbulk/core";
 * import { createEmulator } from "@sfbulk/emulator";
 *
 * const emulator = createEmulator();
 * const { id } = await emulator.control.addJob();
 * await emulator.control.fail({ kind: "answer-lost", on: { operation: "close" } });
 * const job = await closeJob(emulator, id);
 * console.log(job.state);
 * ```
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  checkOptions(options);
  return assembleEmulator(options, createState(options));
}
