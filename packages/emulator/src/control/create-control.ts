import { batchInfoOf } from "../org/batches/batch-info-of.ts";
import { bulk2InfoOf } from "../org/bulk-2/bulk-2-info-of.ts";
import { findIngestJob, findQueryJob } from "../org/bulk-2/find-bulk-2-job.ts";
import { jobInfoOf } from "../org/jobs/job-info-of.ts";
import { findByName } from "../options/object-schema.ts";
import { findJob, openSession } from "../org/state/org.ts";
import { recordsOf } from "../org/state/record-store.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { checkMembers, type MemberKinds } from "../options/check-members.ts";
import { checkOrigins } from "../options/check-origins.ts";
import { checkPermissions } from "../options/permission.ts";
import { scenarios } from "../scenarios/scenarios.ts";
import type { EmulatorControl, SessionSeed } from "./emulator-control.ts";
import { createState, type EmulatorState } from "./emulator-state.ts";
import { seedIngestJob, seedQueryJob } from "../seeding/seed-bulk-2-job.ts";
import { exportOrg, importOrg } from "./org-file.ts";
import { seedJob } from "../seeding/seed-job.ts";
import { userId } from "../seeding/check-seed.ts";
import type { CatchUp } from "./catch-up.ts";

const sessionKinds: MemberKinds<SessionSeed> = {
  userId,
  afterCalls: "number",
  permissions: "strings",
  browser: "boolean",
  jwt: "boolean",
};

/** Makes the control of an emulator: every look at the org first lets it do what time has brought about. */
export function createControl(state: EmulatorState, options: EmulatorOptions, catchUp: CatchUp): EmulatorControl {
  return {
    reset: async () => void Object.assign(state, createState(options)),
    addJob: async (seed = {}) => {
      const org = await catchUp.toTheEnd();
      return jobInfoOf(seedJob(org, seed), org.clock.now());
    },
    job: async (id) => {
      const org = await catchUp.toTheEnd();
      const job = findJob(org, id);
      return job === undefined ? null : jobInfoOf(job, org.clock.now());
    },
    jobs: async () => {
      const org = await catchUp.toTheEnd();
      return [...org.jobs.values()].map((job) => jobInfoOf(job, org.clock.now()));
    },
    addIngestJob: async (seed = {}) => {
      const org = await catchUp.toTheEnd();
      return bulk2InfoOf(org, seedIngestJob(org, seed), "full");
    },
    addQueryJob: async (seed = {}) => {
      const org = await catchUp.toTheEnd();
      return bulk2InfoOf(org, seedQueryJob(org, seed), "full");
    },
    bulk2Job: async (id) => {
      const org = await catchUp.toTheEnd();
      const job = findIngestJob(org, id) ?? findQueryJob(org, id);
      return job === undefined ? null : bulk2InfoOf(org, job, "full");
    },
    bulk2Jobs: async () => {
      const org = await catchUp.toTheEnd();
      return [...org.bulk2Jobs.values()].map((job) => bulk2InfoOf(org, job, "full"));
    },
    batches: async (jobId) => {
      const org = await catchUp.toTheEnd();
      return (findJob(org, jobId)?.batches ?? []).map((batch) => batchInfoOf(batch, org.clock.now()));
    },
    records: async (object) => {
      const org = await catchUp.toTheEnd();
      const known = typeof object === "string" ? findByName(org.objects, object) : undefined;
      if (known === undefined) {
        throw new TypeError(
          `Cannot give records of ${JSON.stringify(object) ?? "undefined"}: expected one of ${Object.keys(org.objects).join(", ")}`,
        );
      }
      const table = recordsOf(org.records, known.name);
      return [...table.byId.values()]
        .filter((record) => !record.deleted)
        .map((record) => ({ Id: record.id, ...Object.fromEntries(record.values) }));
    },
    exchanges: async () => {
      await catchUp.toTheEnd();
      return state.log.all();
    },
    unhandled: async () => state.log.unhandled(),
    advance: async (milliseconds) => {
      (await catchUp.toTheEnd()).clock.advance(milliseconds);
      await catchUp.toTheEnd();
    },
    issueToken: async (wanted = {}) => {
      checkMembers("the session", wanted, sessionKinds);
      const { jwt, browser, ...seed } = wanted;
      checkPermissions(seed.permissions ?? []);
      return openSession(state.org, {
        ...seed,
        ...(jwt === true ? { isJwt: true } : {}),
        ...(browser === true ? { from: "browser" } : {}),
      });
    },
    expireToken: async (token) => {
      // The token may be one that is good elsewhere: no error shows it.
      if (!state.org.sessions.delete(token)) throw new TypeError("Cannot expire the token: no session has it");
    },
    fail: async (fault) => state.faults.arm(fault),
    scenarios: async () => scenarios,
    exportOrg: async () => {
      await catchUp.toTheEnd();
      return await exportOrg(state);
    },
    importOrg: async (file) => void Object.assign(state, await importOrg(options, file)),
    allowOrigins: async (origins) => {
      checkOrigins(origins);
      state.corsAllowList = [...origins];
    },
  };
}
