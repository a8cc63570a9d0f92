import type { EmulatorState } from "./emulator-state.ts";
import { schemaOf } from "../options/object-schema.ts";
import type { Bulk2Job } from "../org/state/bulk-2-job.ts";
import type { Batch, Job } from "../org/state/job.ts";
import { putRecord, recordsOf, type StoredRecord } from "../org/state/record-store.ts";
import type { AuthorizationCode, Grant, RefreshToken } from "../org/state/grant.ts";
import type { Session } from "../org/state/session.ts";

/** Rows under their ids: flat objects, whose members are put in the place of one another, or are arrays. */
export interface Table {
  readonly name: string;
  readonly rows: Iterable<readonly [id: string, row: object]>;
  /** Counts the changes in the table, where something does. */
  readonly revision?: number;
}

/** The names of tables of records begin so; the name of their object type follows. */
const recordsOfObject = "records of ";

/** Gives what is kept of a state: all but the log, what the options say, and what follows from the rest. */
export function* keptTables({ org, faults, late, accessToken, corsAllowList }: EmulatorState): Generator<Table> {
  const { calls, changes, nextRemoval, batchTimes, queryJobTimes, clock, ids } = org;
  const counters = { calls, changes, nextRemoval, batchTimes, queryJobTimes };
  const generators = { shift: clock.shift, count: ids.count, random: ids.random };
  yield { name: "org", rows: [["", { ...counters, ...generators, accessToken, corsAllowList }]] };
  yield { name: "sessions", rows: org.sessions };
  yield { name: "grants", rows: org.grants };
  yield { name: "refreshTokens", rows: org.refreshTokens };
  yield { name: "codes", rows: org.codes };
  yield { name: "faults", rows: faults.armed.map((armed, index) => [String(index), armed]) };
  yield { name: "late", rows: late.map((request, index) => [String(index), request]) };
  const jobs = [...org.jobs.values()];
  yield { name: "jobs", rows: jobs.map((job) => [job.id, { ...job, batches: [] }]) };
  const batches = jobs.flatMap((job) => job.batches);
  yield { name: "batches", rows: batches.map((batch) => [batch.id, { ...batch, job: batch.job.id }]) };
  yield { name: "bulk2Jobs", rows: org.bulk2Jobs };
  for (const [object, { byId, revision }] of org.records)
    yield { name: recordsOfObject + object, rows: byId, revision };
}

/**
 * Puts what was kept into a state that has just been made.
 *
 * @throws Error where it is not what {@link keptTables} gives.
 */
export function restoreState(state: EmulatorState, tables: ReadonlyMap<string, ReadonlyMap<string, object>>): void {
  const { org, faults } = state;
  /** What is in a table is what was put there: a checksum vouches for it. */
  const rowsOf = <Row>(name: string): [string, Row][] => [...(tables.get(name) ?? [])] as [string, Row][];
  const [kept] = rowsOf<Pick<EmulatorState, "accessToken" | "corsAllowList"> & Record<string, never>>("org");
  if (kept === undefined) throw new Error("there is no org in it");
  const { accessToken, corsAllowList, shift, count, random, ...counters } = kept[1];
  Object.assign(org, counters);
  Object.assign(org.clock, { shift });
  Object.assign(org.ids, { count, random });
  state.accessToken = accessToken;
  state.corsAllowList = [...new Set([...corsAllowList, ...state.corsAllowList])];
  faults.armed = rowsOf<(typeof faults.armed)[number]>("faults").map(([, armed]) => armed);
  state.late = rowsOf<(typeof state.late)[number]>("late").map(([, request]) => request);
  refill(org.sessions, rowsOf<Session>("sessions"));
  // An older emulator has not kept these: what the options say stands.
  if (tables.has("grants") || tables.has("refreshTokens")) {
    refill(org.grants, rowsOf<Grant>("grants"));
    refill(org.refreshTokens, rowsOf<RefreshToken>("refreshTokens"));
  }
  refill(org.codes, rowsOf<AuthorizationCode>("codes"));
  refill(
    org.jobs,
    rowsOf<Job>("jobs").map(([id, job]) => [id.slice(0, 15), job]),
  );
  org.pending = [];
  for (const [, { job: jobId, ...rest }] of rowsOf<Omit<Batch, "job"> & { readonly job: string }>("batches")) {
    const job = org.jobs.get(jobId.slice(0, 15));
    if (job === undefined) throw new Error(`there is no job ${jobId} in it`);
    const batch: Batch = { ...rest, job };
    job.batches.push(batch);
    if (batch.outcome === undefined && batch.notProcessedAt === undefined) org.pending.push(batch);
  }
  // In the order in which they were added: ids are given out in the order of their letters.
  org.pending.sort((one, other) => (one.id < other.id ? -1 : 1));
  refill(org.bulk2Jobs, rowsOf<Bulk2Job>("bulk2Jobs"));
  org.pendingJobs = [...org.bulk2Jobs.values()].filter((job) => job.state === "UploadComplete");
  // What a new org has, its users, is put in the place of; an older emulator has not kept it.
  for (const name of tables.keys()) {
    if (!name.startsWith(recordsOfObject)) continue;
    const object = name.slice(recordsOfObject.length);
    org.records.delete(object);
    for (const [, record] of rowsOf<StoredRecord>(name)) {
      putRecord(recordsOf(org.records, object), schemaOf(org.objects, object), { ...stampOf(org, record), ...record });
    }
  }
}

function refill<Value>(map: Map<string, Value>, entries: Iterable<readonly [string, Value]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** What an older emulator has not kept of a record: who wrote it, and when it was written last. */
const stampOf = (
  { userId }: EmulatorState["org"],
  { createdDate }: StoredRecord,
): Omit<StoredRecord, "id" | "values" | "deleted"> => ({
  createdDate,
  createdById: userId,
  lastModifiedDate: createdDate,
  lastModifiedById: userId,
});
