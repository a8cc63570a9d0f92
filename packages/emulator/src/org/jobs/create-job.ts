import { checkJobTarget } from "./check-job-target.ts";
import {
  checkFieldNames,
  type JobFields,
  knownWord,
  optionalString,
  settableFields,
  unableToParse,
} from "./job-words.ts";
import type { Job } from "../state/job.ts";
import type { Org } from "../state/org.ts";
import { pkChunkingOf } from "../query/pk-chunking.ts";
import type { Session } from "../state/session.ts";

const operations = ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"];
const contentTypes = ["XML", "CSV", "JSON", "ZIP_XML", "ZIP_CSV", "ZIP_JSON"];
/**
 * Creates a job from what a client said.
 *
 * @param pkChunkingHeader - The header `Sforce-Enable-PKChunking`, if there is one.
 */
export function createJob(
  org: Org,
  session: Session,
  apiVersion: string,
  fields: JobFields,
  pkChunkingHeader: string | null = null,
): Job {
  checkFieldNames(fields, settableFields);
  const operation = knownWord(fields.get("operation"), operations);
  const contentType = fields.get("contentType") == null ? "XML" : knownWord(fields.get("contentType"), contentTypes);
  const object = optionalString(fields.get("object"));
  const externalIdFieldName = optionalString(fields.get("externalIdFieldName"));
  const concurrencyMode = concurrencyOf(fields.get("concurrencyMode"));
  if (object === null) throw unableToParse();
  const name = checkJobTarget(org, session, { operation, object, externalIdFieldName });
  const pkChunking = pkChunkingOf(pkChunkingHeader, operation);
  const now = org.clock.now();
  const job: Job = {
    id: org.ids.next("750"),
    operation,
    object: name,
    createdById: session.userId,
    createdDate: now,
    systemModstamp: now,
    state: "Open",
    externalIdFieldName,
    concurrencyMode,
    contentType,
    apiVersion,
    assignmentRuleId: optionalString(fields.get("assignmentRuleId")),
    fastPathEnabled: String(fields.get("fastPathEnabled")) === "true",
    pkChunking,
    spec: null,
    batches: [],
  };
  org.jobs.set(job.id.slice(0, 15), job);
  org.changes++;
  return job;
}

function concurrencyOf(value: unknown): "Parallel" | "Serial" {
  // simple-salesforce sends the enum's position, and Salesforce takes it.
  if (value == null || value === 0 || value === "Parallel") return "Parallel";
  if (value === 1 || value === "Serial") return "Serial";
  throw unableToParse();
}
