import type { EmulatorOptions } from "../options/emulator-options.ts";
import { createFaultQueue, type FaultQueue } from "../faults/fault-queue.ts";
import { createOrg, openSession, type Org } from "../org/state/org.ts";
import { scenarios } from "../scenarios/scenarios.ts";
import { createExchangeLog, type ExchangeLog } from "./exchange-log.ts";
import { seedIngestJob, seedQueryJob } from "../seeding/seed-bulk-2-job.ts";
import { seedJob } from "../seeding/seed-job.ts";
import type { LateRequest } from "../wire/request/late-request.ts";

/** Everything that an emulator remembers, and that `reset` makes anew. */
export interface EmulatorState {
  org: Org;
  faults: FaultQueue;
  log: ExchangeLog;
  /** The token that is there from the start. The seed decides it, so that it outlives a reset. */
  accessToken: string;
  /** Requests that their clients have lost, and that reach the org later. */
  late: readonly LateRequest[];
  /** Origins whose pages may call. */
  corsAllowList: readonly string[];
}

/** Makes the state of an emulator at its start. */
export function createState(options: EmulatorOptions): EmulatorState {
  const org = createOrg(options);
  const accessToken = openSession(org, { permissions: options.permissions ?? [] });
  const faults = createFaultQueue();
  if (options.scenarios === true) {
    for (const { setup } of scenarios) {
      if (setup.job !== undefined) seedJob(org, setup.job);
      if (setup.ingestJob !== undefined) seedIngestJob(org, setup.ingestJob);
      if (setup.queryJob !== undefined) seedQueryJob(org, setup.queryJob);
      for (const fault of setup.faults) faults.arm(fault);
    }
  }
  return { org, faults, log: createExchangeLog(), accessToken, late: [], corsAllowList: options.corsAllowList ?? [] };
}
