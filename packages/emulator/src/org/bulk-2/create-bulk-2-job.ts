import { checkJobTarget } from "../jobs/check-job-target.ts";
import { countLastDay } from "../state/last-day.ts";
import { checkFieldNames, type JobFields, knownWord, optionalString, unableToParse } from "../jobs/job-words.ts";
import type { Org } from "../state/org.ts";
import { Refusal } from "../state/refusal.ts";
import { runQuery } from "../query/run-query.ts";
import type { Session } from "../state/session.ts";
import type { IngestJob, QueryJob } from "../state/bulk-2-job.ts";
import { dataSetOperations } from "./data-set-operations.ts";
import { columnDelimiters, type CsvDialect, lineEndings } from "./csv-dialect.ts";
import { queueJob } from "./process-job.ts";

const ingestOperations = ["insert", "update", "upsert", "delete", "hardDelete"];
const dialectFields = ["operation", "contentType", "columnDelimiter", "lineEnding"];
const ingestFields = new Set([...dialectFields, "object", "externalIdFieldName", "assignmentRuleId"]);
const queryFields = new Set([...dialectFields, "query"]);

/** How many query jobs may be created in 24 hours (documented). */
export const queryJobQuota = 10_000;

/** Creates an ingest job from what a client said. Which words refuse what is a guess after Bulk API 1.0. */
export function createIngestJob(org: Org, session: Session, apiVersion: string, fields: JobFields): IngestJob {
  checkFieldNames(fields, ingestFields);
  const isDataSet = Number(apiVersion) >= 68 ? dataSetOperations : [];
  const operation = knownWord(fields.get("operation"), [...ingestOperations, ...isDataSet]);
  const object = optionalString(fields.get("object"));
  if (object === null && !isDataSet.includes(operation)) throw unableToParse();
  const externalIdFieldName = optionalString(fields.get("externalIdFieldName"));
  const dialect = dialectOf(fields);
  const job: IngestJob = {
    kind: "ingest",
    ...common(org, session, apiVersion),
    ...dialect,
    operation,
    object: object === null ? null : checkJobTarget(org, session, { operation, object, externalIdFieldName }),
    externalIdFieldName,
    assignmentRuleId: optionalString(fields.get("assignmentRuleId")),
    uploads: 0,
    body: new Uint8Array(0),
    charset: undefined,
    content: undefined,
    results: [],
  };
  org.bulk2Jobs.set(job.id.slice(0, 15), job);
  org.changes++;
  return job;
}

/**
 * Creates a query job from what a client said; its processing begins by itself. A query that cannot be run is refused at
 * once, with the code of the data API (a guess).
 */
export function createQueryJob(org: Org, session: Session, apiVersion: string, fields: JobFields): QueryJob {
  checkFieldNames(fields, queryFields);
  const operation = knownWord(fields.get("operation"), ["query", "queryAll"]);
  const soql = optionalString(fields.get("query"));
  if (soql === null) throw unableToParse();
  const dialect = dialectOf(fields);
  const answer = runQuery(org, soql, { withDeleted: true, api: "bulk" });
  const object = checkJobTarget(org, session, { operation, object: answer.object, externalIdFieldName: null });
  const now = org.clock.now();
  if (countLastDay(org.queryJobTimes, now) >= queryJobQuota) {
    // The quota is documented, code and message are guesses.
    throw new Refusal("ExceededQuota", "ApiBulkV2QueryJobs Limit exceeded");
  }
  const job: QueryJob = {
    kind: "query",
    ...common(org, session, apiVersion),
    ...dialect,
    operation,
    object,
    soql,
    fields: answer.fields,
    records: [],
  };
  org.bulk2Jobs.set(job.id.slice(0, 15), job);
  org.queryJobTimes.push(now);
  queueJob(org, job, now);
  org.changes++;
  return job;
}

function dialectOf(fields: JobFields): CsvDialect {
  knownWord(fields.get("contentType") ?? "CSV", ["CSV"]);
  return {
    columnDelimiter: knownWord(fields.get("columnDelimiter") ?? "COMMA", Object.keys(columnDelimiters)),
    lineEnding: knownWord(fields.get("lineEnding") ?? "LF", Object.keys(lineEndings)),
  };
}

function common(
  org: Org,
  session: Session,
  apiVersion: string,
): Pick<
  IngestJob,
  "id" | "createdById" | "createdDate" | "systemModstamp" | "state" | "apiVersion" | "startsAt" | "errorMessage"
> {
  const now = org.clock.now();
  return {
    id: org.ids.next("750"),
    createdById: session.userId,
    createdDate: now,
    systemModstamp: now,
    state: "Open",
    apiVersion,
    startsAt: undefined,
    errorMessage: null,
  };
}
