import { checkMembers, type MemberKind, type MemberKinds } from "../options/check-members.ts";
import { findByName, type ObjectSchema } from "../options/object-schema.ts";
import { columnDelimiters, lineEndings } from "../org/bulk-2/csv-dialect.ts";
import { defaultUserId, type Org } from "../org/state/org.ts";
import { ensureUser } from "../org/state/system-records.ts";
import { toLongId } from "../org/state/to-long-id.ts";
import type { IngestJobSeed, JobSeed, QueryJobSeed } from "./job-seeds.ts";

/** The id of a user, who need not be there. */
export const userId: MemberKind = {
  expected: "an id of 15 or 18 characters that begins with 005",
  isGood: (value) => typeof value === "string" && /^005(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/.test(value),
};
const apiVersion: MemberKind = {
  expected: 'a version such as "68.0"',
  isGood: (value) => typeof value === "string" && /^\d\d\.0$/.test(value),
};
const common = { id: "string", state: "string", createdById: userId, ageMs: "number", apiVersion } as const;
const bulk2 = {
  ...common,
  columnDelimiter: Object.keys(columnDelimiters),
  lineEnding: Object.keys(lineEndings),
  extraTime: "time",
} as const;

/** What may be said of a job that is put into the org. */
export const jobSeedKinds: MemberKinds<JobSeed> = {
  ...common,
  object: "string",
  operation: ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"],
  contentType: ["CSV", "JSON", "XML", "ZIP_CSV", "ZIP_JSON", "ZIP_XML"],
  externalIdFieldName: "string",
  concurrencyMode: ["Parallel", "Serial"],
  batches: "strings",
  pkChunkSize: "count",
};

/** What may be said of an ingest job. */
export const ingestJobSeedKinds: MemberKinds<IngestJobSeed> = {
  ...bulk2,
  object: "string",
  operation: ["insert", "update", "upsert", "delete", "hardDelete", "refresh", "consentImport"],
  externalIdFieldName: "string",
  content: "string",
  failsAfter: "number",
};

/** What may be said of a query job. */
export const queryJobSeedKinds: MemberKinds<QueryJobSeed> = {
  ...bulk2,
  operation: ["query", "queryAll"],
  query: "string",
};

/** Checks what a job is to be. @throws TypeError for a name that there is not, and for a value that is not of its kind. */
export const checkSeed = <Seed>(seed: Seed, kinds: MemberKinds<Seed>): void => checkMembers("the job", seed, kinds);

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

/** Gives the object type that a job is to be for. @throws TypeError where there is none. */
export function knownObject(org: Org, name: string): { readonly name: string; readonly value: ObjectSchema } {
  const known = findByName(org.objects, name);
  if (known === undefined) throw new TypeError(`Cannot add a job for object ${quote(name)}: there is no such object`);
  return known;
}

/** Checks the state that a job is to be in. @throws TypeError for one that it cannot be in. */
export function knownState<State extends string>(state: State, known: readonly State[]): State {
  if (known.includes(state)) return state;
  throw new TypeError(`Cannot add a job in state ${quote(state)}: expected one of ${known.join(", ")}`);
}

const quote = (value: unknown): string => JSON.stringify(value) ?? "undefined";

/** Gives whose job it is to be; the user is in the org then, as whoever creates jobs is. */
export function ownerOf(org: Org, id: string | undefined): string {
  if (id !== undefined && /^005[a-zA-Z0-9]{12}/.test(id)) ensureUser(org, id);
  return id ?? defaultUserId;
}
