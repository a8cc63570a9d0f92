import { newestVersion } from "../routes/context/supported-versions.ts";
import { placeBatch } from "../org/batches/add-batch.ts";
import { bringUpToDate } from "../org/background/bring-up-to-date.ts";
import { setJobState } from "../org/jobs/change-job-state.ts";
import type { BatchContent, Job } from "../org/state/job.ts";
import type { Org } from "../org/state/org.ts";
import { readRows } from "../wire/request/read-rows.ts";
import { checkedJobId, checkSeed, jobSeedKinds, knownObject, knownState, ownerOf } from "./check-seed.ts";
import type { JobSeed } from "./job-seeds.ts";

/**
 * Puts a job into an org, past all rules.
 *
 * @throws TypeError for an id that no job can have or another job has, for an unknown object or state, and for whatever else
 *   there is not.
 */
export function seedJob(org: Org, seed: JobSeed): Job {
  checkSeed(seed, jobSeedKinds);
  const now = org.clock.now();
  const created = now - (seed.ageMs ?? 0);
  const object = knownObject(org, seed.object ?? "Account");
  const state = knownState(seed.state ?? "Open", ["Open", "Closed", "Aborted", "Failed"]);
  const job: Job = {
    id: seed.id === undefined ? org.ids.next("750") : checkedJobId(org, seed.id),
    operation: seed.operation ?? "insert",
    object: object.name,
    createdById: ownerOf(org, seed.createdById),
    createdDate: created,
    systemModstamp: created,
    state: "Open",
    externalIdFieldName: seed.externalIdFieldName ?? null,
    concurrencyMode: seed.concurrencyMode ?? "Parallel",
    contentType: seed.contentType ?? "CSV",
    apiVersion: seed.apiVersion ?? newestVersion,
    assignmentRuleId: null,
    fastPathEnabled: false,
    pkChunking: seed.pkChunkSize === undefined ? null : { chunkSize: seed.pkChunkSize, startRow: null },
    spec: null,
    batches: [],
  };
  org.jobs.set(job.id.slice(0, 15), job);
  for (const text of seed.batches ?? []) {
    const content: BatchContent =
      job.operation === "query" || job.operation === "queryAll"
        ? { kind: "query", soql: text }
        : readRows(job.contentType, text, { operation: job.operation, schema: object.value });
    placeBatch(org, job, new TextEncoder().encode(text), content, created);
  }
  bringUpToDate(org);
  if (state !== "Open") setJobState(org, job, state);
  return job;
}
