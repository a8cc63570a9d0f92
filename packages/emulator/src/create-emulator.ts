import { createControl } from "./control/create-control.ts";
import { createState } from "./control/emulator-state.ts";
import type { Emulator } from "./emulator.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { fetchInProcess } from "./server/fetch-in-process.ts";
import { createServe } from "./server/serve.ts";
import { readArrival } from "./wire/arrival.ts";

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
  const { instanceUrl = "https://emulator.my.salesforce.com" } = options;
  const state = createState(options);
  const control = createControl(state, options);
  const serve = createServe(state, control, options);
  return {
    fetch: (input, init) => fetchInProcess(serve, instanceUrl, input, init),
    handle: async ({ method, url, headers, body, signal }) =>
      await serve(await readArrival({ method, url: new URL(url), headers, body, signal })),
    control,
    instanceUrl,
    accessToken: state.accessToken,
  };
}

function checkOptions(options: EmulatorOptions): void {
  for (const name of ["queueTime", "processTime", "batchQuota"] as const) {
    const value = options[name];
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw new TypeError(`Cannot use ${name} ${String(value)}: expected a number, 0 or more`);
  }
  const { jobsPageSize = 1, resultRecords = 1, instanceUrl = "https://emulator.my.salesforce.com" } = options;
  if (!(Number.isInteger(jobsPageSize) && jobsPageSize >= 1)) {
    throw new TypeError(`Cannot use jobsPageSize ${String(jobsPageSize)}: expected a whole number, 1 or more`);
  }
  if (!(resultRecords === Number.POSITIVE_INFINITY || (Number.isInteger(resultRecords) && resultRecords >= 1))) {
    throw new TypeError(`Cannot use resultRecords ${String(resultRecords)}: expected a whole number, 1 or more`);
  }
  if (!URL.canParse(instanceUrl) || new URL(instanceUrl).origin !== instanceUrl) {
    throw new TypeError(
      `Cannot use instanceUrl ${JSON.stringify(instanceUrl)}: expected an origin such as "https://emulator.my.salesforce.com"`,
    );
  }
}
