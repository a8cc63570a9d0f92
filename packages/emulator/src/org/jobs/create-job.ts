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
import { Refusal } from "../state/refusal.ts";
import type { Session } from "../state/session.ts";

const operations = ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"];
const contentTypes = ["XML", "CSV", "JSON", "ZIP_XML", "ZIP_CSV", "ZIP_JSON"];

/** The headers about a job. */
export interface JobHeaders {
  /** `Sforce-Enable-PKChunking` */
  readonly pkChunking?: string | null;
  /** `Sforce-Line-Ending` */
  readonly lineEnding?: string | null;
  /** `Sforce-Disable-Batch-Retry` */
  readonly disableBatchRetry?: string | null;
}

/** Creates a job from what a client said. */
export function createJob(
  org: Org,
  session: Session,
  apiVersion: string,
  fields: JobFields,
  headers: JobHeaders = {},
): Job {
  checkFieldNames(fields, settableFields);
  const operation = knownWord(fields.get("operation"), operations);
  const contentType = fields.get("contentType") == null ? "XML" : knownWord(fields.get("contentType"), contentTypes);
  const object = optionalString(fields.get("object"));
  const externalIdFieldName = optionalString(fields.get("externalIdFieldName"));
  const concurrencyMode = concurrencyOf(fields.get("concurrencyMode"));
  if (object === null) throw unableToParse();
  const name = checkJobTarget(org, session, { operation, object, externalIdFieldName });
  const pkChunking = pkChunkingOf(headers.pkChunking ?? null, operation);
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
    ...lineEndingOf(headers.lineEnding ?? null),
    ...(isTrue(headers.disableBatchRetry ?? null) ? { retriesNothing: true } : {}),
    spec: null,
    batches: [],
  };
  org.jobs.set(job.id.slice(0, 15), job);
  org.changes++;
  return job;
}

/** Both words are documented. That others are refused is a guess, and so are its words. */
function lineEndingOf(header: string | null): Pick<Job, "lineEnding"> {
  const word = header?.trim().toUpperCase();
  if (word === undefined) return {};
  if (word === "LF" || word === "CRLF") return { lineEnding: word };
  throw new Refusal("InvalidJob", `Invalid Sforce-Line-Ending: ${header}`);
}

/** `TRUE` and `FALSE` are documented, the latter is the default. That others are refused is a guess. */
function isTrue(header: string | null): boolean {
  const word = header?.trim().toUpperCase() ?? "FALSE";
  if (word === "TRUE" || word === "FALSE") return word === "TRUE";
  throw new Refusal("InvalidJob", `Invalid Sforce-Disable-Batch-Retry: ${header}`);
}

function concurrencyOf(value: unknown): "Parallel" | "Serial" {
  // simple-salesforce sends the enum's position, and Salesforce takes it.
  if (value == null || value === 0 || value === "Parallel") return "Parallel";
  if (value === 1 || value === "Serial") return "Serial";
  throw unableToParse();
}
