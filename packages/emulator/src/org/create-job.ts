import { findByName } from "./object-schema.ts";
import type { Job } from "./job.ts";
import type { Org } from "./org.ts";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";

/** What a client may say of a new job, its words as they came. */
export type JobFields = ReadonlyMap<string, unknown>;

const operations = ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"];
const contentTypes = ["XML", "CSV", "JSON", "ZIP_XML", "ZIP_CSV", "ZIP_JSON"];
const settable = new Set([
  "operation",
  "object",
  "contentType",
  "externalIdFieldName",
  "concurrencyMode",
  "assignmentRuleId",
  "fastPathEnabled",
]);
const serverOnly =
  /^(?:id|createdById|createdDate|systemModstamp|state|apiVersion|number(?:Batches|Records|Retries)\w*|\w+ProcessingTime)$/;

/** Refuses what Salesforce does with these words, recorded for an enum in the wrong case and for unknown fields. */
export const unableToParse = (): Refusal => new Refusal("InvalidJob", "Unable to parse Job");

/** Refuses a field that only the server sets; recorded for `CreatedById` on an update, by pattern for the others. */
export const cannotSpecify = (field: string): Refusal =>
  new Refusal("InvalidJob", `${field.charAt(0).toUpperCase()}${field.slice(1)} cannot be specified`);

/** Creates a job from what a client said. Enum values are compared by case, as Salesforce does (recorded). */
export function createJob(org: Org, session: Session, apiVersion: string, fields: JobFields): Job {
  for (const field of fields.keys()) {
    if (serverOnly.test(field)) throw cannotSpecify(field);
    if (!settable.has(field)) throw unableToParse();
  }
  const operation = word(fields.get("operation"), operations);
  const contentType = fields.get("contentType") == null ? "XML" : word(fields.get("contentType"), contentTypes);
  const object = textOf(fields.get("object"));
  const externalIdFieldName = optional(fields.get("externalIdFieldName"));
  const concurrencyMode = concurrencyOf(fields.get("concurrencyMode"));
  if (object === null) throw unableToParse();
  const known = findByName(org.objects, object);
  if (known === undefined) throw new Refusal("InvalidJob", `Unable to find object: ${object}`);
  if (operation === "upsert" && externalIdFieldName === null) {
    // The text is a guess: that the field is required is documented, the words are not.
    throw new Refusal("InvalidJob", "External ID was blank for upsert Job");
  }
  if (operation === "hardDelete" && !session.permissions.includes("BulkApiHardDelete")) {
    throw new Refusal(
      "FeatureNotEnabled",
      "hardDelete operation requires special user profile permission, please contact your system administrator",
    );
  }
  const now = org.clock.now();
  const job: Job = {
    id: org.ids.next("750"),
    operation,
    object: known.name,
    createdById: session.userId,
    createdDate: now,
    systemModstamp: now,
    state: "Open",
    externalIdFieldName,
    concurrencyMode,
    contentType,
    apiVersion,
    assignmentRuleId: optional(fields.get("assignmentRuleId")),
    fastPathEnabled: String(fields.get("fastPathEnabled")) === "true",
    batches: [],
  };
  org.jobs.set(job.id.slice(0, 15), job);
  org.changes++;
  return job;
}

function word(value: unknown, known: readonly string[]): string {
  if (typeof value === "string" && known.includes(value)) return value;
  throw unableToParse();
}

function concurrencyOf(value: unknown): "Parallel" | "Serial" {
  // simple-salesforce sends the enum's position, and Salesforce takes it.
  if (value == null || value === 0 || value === "Parallel") return "Parallel";
  if (value === 1 || value === "Serial") return "Serial";
  throw unableToParse();
}

function optional(value: unknown): string | null {
  if (value == null || value === "") return null;
  if (typeof value === "string") return value;
  throw unableToParse();
}

const textOf = (value: unknown): string | null => optional(value);
