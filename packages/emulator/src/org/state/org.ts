import { day } from "./last-day.ts";
import { toLongId } from "./to-long-id.ts";
import type { EmulatorOptions } from "../../options/emulator-options.ts";
import { type Clock, createClock } from "./clock.ts";
import { createIdSource, type IdSource } from "./id-source.ts";
import type { Bulk2Job } from "./bulk-2-job.ts";
import type { Batch, Job } from "./job.ts";
import { defaultObjects, type ObjectSchema } from "../../options/object-schema.ts";
import { defaultUser } from "../../options/org-user.ts";
import { systemObjects } from "../../options/system-objects.ts";
import { ensureOrganization, ensureUser } from "./system-records.ts";
import { type AuthorizationCode, ensureGrants, type Grant, type RefreshToken } from "./grant.ts";
import type { RecordStore } from "./record-store.ts";
import type { Session } from "./session.ts";

/** Everything that an emulated org is and remembers. */
export interface Org {
  readonly id: string;
  /** The user whom a new session belongs to unless another one is asked for. */
  readonly userId: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly objects: Readonly<Record<string, ObjectSchema>>;
  /** Jobs by the first 15 characters of their ids. */
  readonly jobs: Map<string, Job>;
  /** Batches that are still to be processed. */
  pending: Batch[];
  /** Jobs of Bulk API 2.0 by the first 15 characters of their ids. */
  readonly bulk2Jobs: Map<string, Bulk2Job>;
  /** Jobs of Bulk API 2.0 that are still to be processed. */
  pendingJobs: Bulk2Job[];
  /** When batches were added, for the quota of 24 hours. Those inside jobs of Bulk API 2.0 count as well. */
  readonly batchTimes: number[];
  /** When query jobs of Bulk API 2.0 were created, for their quota of 24 hours. */
  readonly queryJobTimes: number[];
  /** API calls that the header `Sforce-Limit-Info` counts. */
  calls: number;
  /** When jobs are next to be looked through for those that are too old. */
  nextRemoval: number;
  readonly records: RecordStore;
  /** Sessions by their tokens. One that has expired is not there. */
  readonly sessions: Map<string, Session>;
  /** What users have allowed apps, by id. One that was taken back is not there. */
  readonly grants: Map<string, Grant>;
  readonly refreshTokens: Map<string, RefreshToken>;
  /** Codes that nobody has made a session of. */
  readonly codes: Map<string, AuthorizationCode>;
  /** Milliseconds that a batch is queued. */
  readonly queueTime: number;
  /** Milliseconds that a batch is in progress. */
  readonly processTime: number;
  readonly batchQuota: number;
  /** How many records a result of a query has at most. */
  readonly resultRecords: number;
  readonly acceptUploadComplete: boolean;
  /** How many changes requests have made. */
  changes: number;
}

/** Names the user whom a new session belongs to unless another one is asked for. */
export const defaultUserId: string = toLongId("0058Z000000Emu1");

/** Milliseconds that a job is kept after it has ended (documented: seven days). */
export const retentionTime: number = 7 * day;

/** Names the org. */
const orgId: string = toLongId("00D8Z000000EmuO");

/** Makes an org with nothing in it. */
export function createOrg(options: EmulatorOptions): Org {
  const clock = createClock(options.now ?? Date.now);
  const org: Org = {
    id: orgId,
    userId: defaultUserId,
    clock,
    ids: createIdSource(options.seed ?? 1),
    objects: objectsOf(options.objects ?? {}),
    jobs: new Map(),
    pending: [],
    bulk2Jobs: new Map(),
    pendingJobs: [],
    batchTimes: [],
    queryJobTimes: [],
    calls: 0,
    nextRemoval: clock.now() + retentionTime,
    records: new Map(),
    sessions: new Map(),
    grants: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    queueTime: options.queueTime ?? 200,
    processTime: options.processTime ?? 300,
    batchQuota: options.batchQuota ?? 15_000,
    resultRecords: options.resultRecords ?? Number.POSITIVE_INFINITY,
    acceptUploadComplete: options.acceptUploadComplete ?? false,
    changes: 0,
  };
  const user = options.user ?? defaultUser;
  ensureOrganization(org, options.sandbox ?? false);
  ensureUser(org, user.userId ?? defaultUserId, user.username);
  ensureGrants(org, options);
  return org;
}

/** A usual object type gives way to one of another name whose ids begin as its do. */
function objectsOf(own: Readonly<Record<string, ObjectSchema>>): Readonly<Record<string, ObjectSchema>> {
  const taken = new Map(Object.entries(own).map(([name, { keyPrefix }]) => [keyPrefix, name]));
  const usual = Object.entries(defaultObjects).filter(
    ([name, { keyPrefix }]) => (taken.get(keyPrefix) ?? name) === name,
  );
  return { ...systemObjects, ...Object.fromEntries(usual), ...own };
}

/** What a session is to be, where it is not the usual one. */
export interface NewSession extends Partial<Omit<Session, "callsLeft">> {
  readonly afterCalls?: number | undefined;
}

/** Opens a session and gives its token. */
export function openSession(org: Org, given: NewSession = {}): string {
  const { userId = defaultUserId, permissions = [], afterCalls = Number.POSITIVE_INFINITY, ...rest } = given;
  const token = rest.isJwt === true ? org.ids.jwt(org.id, userId, org.clock.now()) : org.ids.token(org.id);
  ensureUser(org, userId);
  org.sessions.set(token, { userId, permissions, callsLeft: afterCalls, ...rest });
  return token;
}

/** Finds a job by its id, 15 or 18 characters. The case counts. */
export const findJob = (org: Org, id: string): Job | undefined =>
  id.length === 15 || id.length === 18 ? org.jobs.get(id.slice(0, 15)) : undefined;
