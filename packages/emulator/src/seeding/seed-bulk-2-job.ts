import { newestVersion } from "../routes/context/supported-versions.ts";
import { bringUpToDate } from "../org/background/bring-up-to-date.ts";
import type { IngestJob, QueryJob } from "../org/state/bulk-2-job.ts";
import { setBulk2State } from "../org/bulk-2/change-bulk-2-job.ts";
import { queueJob } from "../org/bulk-2/process-job.ts";
import type { Org } from "../org/state/org.ts";
import { Refusal } from "../org/state/refusal.ts";
import { runQuery } from "../org/query/run-query.ts";
import { ingestContentOf } from "../wire/request/read-ingest-content.ts";
import type { IngestJobSeed, QueryJobSeed } from "./job-seeds.ts";
import {
  checkedJobId,
  checkSeed,
  ingestJobSeedKinds,
  knownObject,
  knownState,
  ownerOf,
  queryJobSeedKinds,
} from "./check-seed.ts";

/**
 * Puts an ingest job of Bulk API 2.0 into an org, past all rules.
 *
 * @throws TypeError for an id that no job can have or another job has, and for an unknown object or state.
 */
export function seedIngestJob(org: Org, seed: IngestJobSeed): IngestJob {
  checkSeed(seed, ingestJobSeedKinds);
  const known = knownObject(org, seed.object ?? "Account");
  const state = knownState(seed.state ?? "Open", ["Open", "UploadComplete", "JobComplete", "Aborted", "Failed"]);
  const job: IngestJob = {
    kind: "ingest",
    ...common(org, seed),
    operation: seed.operation ?? "insert",
    object: known.name,
    externalIdFieldName: seed.externalIdFieldName ?? null,
    assignmentRuleId: null,
    uploads: seed.content === undefined ? 0 : 1,
    body: new TextEncoder().encode(seed.content ?? ""),
    charset: undefined,
    content: undefined,
    results: [],
    ...(seed.failsAfter === undefined ? {} : { failsAfter: seed.failsAfter }),
  };
  org.bulk2Jobs.set(job.id.slice(0, 15), job);
  if (state === "UploadComplete" || (state === "JobComplete" && seed.content !== undefined)) {
    job.content = ingestContentOf(org, job);
    queueJob(org, job, job.createdDate);
    bringUpToDate(org);
  }
  if (state !== "Open" && state !== "UploadComplete" && job.state !== state) setBulk2State(org, job, state);
  if (state === "Failed") job.errorMessage = "InternalServerError : the job was put into the org as failed";
  return job;
}

/**
 * Puts a query job of Bulk API 2.0 into an org, past all rules.
 *
 * @throws TypeError for an id that no job can have or another job has, an unknown state, and a query that cannot be run.
 */
export function seedQueryJob(org: Org, seed: QueryJobSeed): QueryJob {
  checkSeed(seed, queryJobSeedKinds);
  const soql = seed.query ?? "SELECT Id FROM Account";
  const state = knownState(seed.state ?? "UploadComplete", ["UploadComplete", "JobComplete", "Aborted", "Failed"]);
  const { object, fields, records } = answerOf(org, soql, seed.operation === "queryAll");
  const job: QueryJob = {
    kind: "query",
    ...common(org, seed),
    operation: seed.operation ?? "query",
    object,
    soql,
    fields,
    records: state === "JobComplete" ? records : [],
  };
  org.bulk2Jobs.set(job.id.slice(0, 15), job);
  if (state === "UploadComplete") queueJob(org, job, job.createdDate);
  else setBulk2State(org, job, state);
  return job;
}

function answerOf(org: Org, soql: string, withDeleted: boolean): ReturnType<typeof runQuery> {
  try {
    return runQuery(org, soql, { withDeleted, api: "bulk" });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new TypeError(`Cannot add a job for query ${JSON.stringify(soql)}: ${error.message}`, { cause: error });
  }
}

function common(
  org: Org,
  seed: IngestJobSeed | QueryJobSeed,
): Omit<
  IngestJob,
  | "kind"
  | "operation"
  | "object"
  | "externalIdFieldName"
  | "assignmentRuleId"
  | "uploads"
  | "body"
  | "charset"
  | "content"
  | "results"
> {
  const created = org.clock.now() - (seed.ageMs ?? 0);
  return {
    id: seed.id === undefined ? org.ids.next("750") : checkedJobId(org, seed.id),
    createdById: ownerOf(org, seed.createdById),
    createdDate: created,
    systemModstamp: created,
    state: "Open",
    apiVersion: seed.apiVersion ?? newestVersion,
    columnDelimiter: seed.columnDelimiter ?? "COMMA",
    lineEnding: seed.lineEnding ?? "LF",
    startsAt: undefined,
    ...(seed.extraTime === undefined ? {} : { extraTime: seed.extraTime }),
    errorMessage: null,
  };
}
