import { toLongId } from "@sfbulk/core";
import { placeBatch } from "../org/batches/add-batch.ts";
import { bringUpToDate } from "../org/background/bring-up-to-date.ts";
import { setJobState } from "../org/jobs/change-job-state.ts";
import type { BatchContent, Job } from "../org/state/job.ts";
import { findByName } from "../options/object-schema.ts";
import { defaultUserId, type Org } from "../org/state/org.ts";
import { readRows } from "../wire/request/read-rows.ts";
import type { JobSeed } from "../control/emulator-control.ts";

/**
 * Puts a job into an org, past all rules.
 *
 * @throws TypeError for an id that no job can have or another job has, and for an unknown object or state.
 */
export function seedJob(org: Org, seed: JobSeed): Job {
  const now = org.clock.now();
  const created = now - (seed.ageMs ?? 0);
  const object = findByName(org.objects, seed.object ?? "Account");
  if (object === undefined)
    throw new TypeError(`Cannot add a job for object ${quote(seed.object)}: there is no such object`);
  const state = seed.state ?? "Open";
  if (!["Open", "Closed", "Aborted", "Failed"].includes(state)) {
    throw new TypeError(`Cannot add a job in state ${quote(state)}: expected Open, Closed, Aborted or Failed`);
  }
  const job: Job = {
    id: seed.id === undefined ? org.ids.next("750") : checkedJobId(org, seed.id),
    operation: seed.operation ?? "insert",
    object: object.name,
    createdById: seed.createdById ?? defaultUserId,
    createdDate: created,
    systemModstamp: created,
    state: "Open",
    externalIdFieldName: seed.externalIdFieldName ?? null,
    concurrencyMode: seed.concurrencyMode ?? "Parallel",
    contentType: seed.contentType ?? "CSV",
    apiVersion: seed.apiVersion ?? "66.0",
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
        : readRows(job.contentType, text, object.value);
    placeBatch(org, job, new TextEncoder().encode(text), content, created);
  }
  bringUpToDate(org);
  if (state !== "Open") setJobState(org, job, state);
  return job;
}

/**
 * Checks an id that a job is to have.
 *
 * @returns it with 18 characters.
 * @throws TypeError for one that no job can have, or another job has.
 */
export function checkedJobId(org: Org, id: string): string {
  if (typeof id !== "string" || !/^750(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/.test(id)) {
    throw new TypeError(`Cannot add job ${quote(id)}: expected an id of 15 or 18 characters that begins with 750`);
  }
  if (org.jobs.has(id.slice(0, 15)) || org.bulk2Jobs.has(id.slice(0, 15)))
    throw new TypeError(`Cannot add job ${quote(id)}: there is one already`);
  return toLongId(id);
}

const quote = (value: unknown): string => JSON.stringify(value) ?? "undefined";
