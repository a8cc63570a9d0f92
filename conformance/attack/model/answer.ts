import { gunzipSync } from "node:zlib";
import { answerAboutIngest, listModelJobs } from "./answer-ingest.ts";
import { fault, json, ModelRefusal, readFields, text, time } from "./model-reply.ts";
import { readModelCsv, writeModelCsv } from "./model-csv.ts";
import type { ModelReply, ModelRequest } from "./model-http.ts";
import {
  addModelBatch,
  addModelJob,
  type ModelBatch,
  type ModelJob,
  type ModelOrg,
  passModelTime,
  setModelState,
} from "./model-org.ts";

/** Answers a request as Bulk API 1.0, and what sfbulk uses beside it, would. */
export function answer(org: ModelOrg, request: ModelRequest): ModelReply {
  passModelTime(org);
  try {
    return route(org, request);
  } catch (error) {
    if (error instanceof ModelRefusal) return error.reply;
    throw error;
  }
}

function route(org: ModelOrg, request: ModelRequest): ModelReply {
  const [path = "", query = ""] = request.path.split("?");
  const parts = path.split("/").slice(2);
  const [service = "", version = "", ...rest] = parts;
  const isAsync = service === "async";
  const token = request.headers.get(isAsync ? "x-sfdc-session" : "authorization")?.replace("Bearer ", "") ?? "";
  if (!org.tokens.has(token)) {
    throw isAsync
      ? fault(400, "InvalidSessionId", "Invalid session id")
      : new ModelRefusal(json(401, [{ errorCode: "INVALID_SESSION_ID", message: "Session expired or invalid" }]));
  }
  if (service === "oauth2" && version === "userinfo") {
    const user = { user_id: org.userId, organization_id: "00DMo0000000001", preferred_username: "ada@example.com" };
    return json(200, user);
  }
  const body = unpack(request);
  if (service === "data" && rest[0] === "jobs" && rest[1] === "ingest") {
    if (request.method === "GET" && rest.length === 2) return listModelJobs(org, version, query);
    return answerAboutIngest(org, request.method, rest.slice(2), body);
  }
  if (isAsync && rest[0] === "job") return answerAboutJobs(org, request.method, rest.slice(1), body);
  throw new ModelRefusal(json(404, [{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }]));
}

/** What cannot be unpacked never was sent so: a broken request is refused whole. */
function unpack({ headers, body }: ModelRequest): string {
  try {
    return (headers.get("content-encoding") === "gzip" ? gunzipSync(body) : body).toString("utf8");
  } catch {
    throw fault(400, "InvalidBatch", "Failed to uncompress the request");
  }
}

function answerAboutJobs(org: ModelOrg, method: string, parts: readonly string[], body: string): ModelReply {
  const [jobId, batchWord, batchId, part] = parts;
  if (jobId === undefined) {
    const { operation, object, contentType } = readFields(body);
    const made = addModelJob(org, {
      operation: String(operation),
      object: String(object),
      contentType: String(contentType),
    });
    return json(201, jobInfo(made));
  }
  const job = org.jobs.get(jobId.slice(0, 15));
  if (job === undefined) throw fault(400, "InvalidJob", `Unable to find job for id: ${jobId}`);
  if (batchWord === undefined) {
    if (method === "POST") endJob(org, job, readFields(body)["state"]);
    return json(200, jobInfo(job));
  }
  if (batchId === undefined) {
    if (method === "GET") return json(200, { batchInfo: job.batches.map(batchInfo) });
    if (job.createdById !== org.userId) throw fault(400, "InvalidUser", "The job was created by another user");
    if (job.state !== "Open") throw fault(400, "InvalidJobState", "Failed to create batch, since the Job is not open");
    return json(201, batchInfo(addModelBatch(org, job, body, readModelCsv(body).slice(1))));
  }
  const batch = job.batches.find(({ id }) => id.slice(0, 15) === batchId.slice(0, 15));
  if (batch === undefined) throw fault(400, "InvalidBatch", `Unable to find batch for id: ${batchId}`);
  if (part === "request") return text(200, "text/csv", batch.text);
  if (part !== "result") return json(200, batchInfo(batch));
  if (batch.state !== "Completed") throw fault(400, "InvalidBatch", "Batch not completed");
  return text(200, "text/csv", writeModelCsv([["Id", "Success", "Created", "Error"], ...batch.rows.map(resultOf)]));
}

const resultOf = ({ id }: ModelBatch["rows"][number]): string[] =>
  id === null
    ? ["", "false", "false", "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"]
    : [id, "true", "true", ""];

function endJob(org: ModelOrg, job: ModelJob, state: unknown): void {
  const isClose = state === "Closed";
  if (!isClose && state !== "Aborted") throw fault(400, "InvalidJob", "Unable to parse Job");
  if (isClose && job.createdById !== org.userId) {
    throw fault(400, "InvalidUser", "User does not have permission to close a Job created by another user");
  }
  const isRunning = job.batches.some((batch) => batch.state === "Queued");
  if (job.state !== "Open" && (isClose || job.state !== "Closed" || !isRunning)) {
    throw fault(400, "InvalidJobState", `${isClose ? "Closing" : "Aborting"} already ${job.state} Job not allowed`);
  }
  setModelState(job, state);
}

function jobInfo(job: ModelJob): object {
  const counts = (state: string): number => job.batches.filter((batch) => batch.state === state).length;
  const rows = job.batches.filter(({ state }) => state === "Completed").flatMap((batch) => batch.rows);
  return {
    apexProcessingTime: 0,
    apiActiveProcessingTime: 0,
    apiVersion: 68,
    assignmentRuleId: null,
    concurrencyMode: "Parallel",
    contentType: job.contentType,
    createdById: job.createdById,
    createdDate: time(job.created),
    externalIdFieldName: null,
    fastPathEnabled: false,
    id: job.id,
    numberBatchesCompleted: counts("Completed"),
    numberBatchesFailed: 0,
    numberBatchesInProgress: 0,
    numberBatchesQueued: counts("Queued"),
    numberBatchesTotal: job.batches.length,
    numberRecordsFailed: rows.filter(({ id }) => id === null).length,
    numberRecordsProcessed: rows.length,
    numberRetries: 0,
    object: job.object,
    operation: job.operation,
    state: job.state,
    systemModstamp: time(job.modified),
    totalProcessingTime: 0,
  };
}

function batchInfo({ id, jobId, state, created, rows }: ModelBatch): object {
  const done = state === "Completed" ? rows : [];
  return {
    apexProcessingTime: 0,
    apiActiveProcessingTime: 0,
    createdDate: time(created),
    id,
    jobId,
    numberRecordsFailed: done.filter((row) => row.id === null).length,
    numberRecordsProcessed: done.length,
    state: state === "NotProcessed" ? "Not Processed" : state,
    stateMessage: null,
    systemModstamp: time(created),
    totalProcessingTime: 0,
  };
}
