import { json, ModelRefusal, readFields, text, time } from "./model-reply.ts";
import type { ModelReply } from "./model-http.ts";
import { addModelJob, type ModelJob, type ModelOrg, setModelState } from "./model-org.ts";

/** Answers a request about an ingest job of Bulk API 2.0. */
export function answerAboutIngest(org: ModelOrg, method: string, parts: readonly string[], body: string): ModelReply {
  const [jobId, part] = parts;
  if (jobId === undefined) {
    const { operation, object, contentType } = readFields(body);
    const made = addModelJob(org, {
      api: "2.0",
      operation: String(operation),
      object: String(object),
      contentType: String(contentType),
    });
    return json(200, ingestInfo(made));
  }
  const job = org.jobs.get(jobId.slice(0, 15));
  if (job?.api !== "2.0") throw refusal(404, "NOT_FOUND", "The requested resource does not exist");
  if (part === "batches" && method === "PUT") {
    if (job.state !== "Open") throw refusal(400, "INVALIDJOBSTATE", "Failed to upload data, since the Job is not Open");
    job.uploads.push(body);
    return { ...text(201, "text/csv", ""), body: Buffer.alloc(0) };
  }
  if (method === "PATCH") endIngestJob(job, readFields(body)["state"]);
  return json(200, ingestInfo(job));
}

function endIngestJob(job: ModelJob, state: unknown): void {
  if (state !== "UploadComplete" && state !== "Aborted") throw refusal(400, "INVALIDJOB", "Unable to parse Job");
  const isClose = state === "UploadComplete";
  if (job.state !== "Open" && (isClose || job.state !== "UploadComplete")) {
    const words = `${isClose ? "Closing" : "Aborting"} already ${job.state} Job not allowed`;
    throw refusal(400, "INVALIDJOBSTATE", words);
  }
  if (isClose && job.uploads.length > 1) throw refusal(400, "INVALIDJOB", "Found multipe contents for job");
  setModelState(job, state);
}

const refusal = (status: number, errorCode: string, message: string): ModelRefusal =>
  new ModelRefusal(json(status, [{ errorCode, message }]));

const ingestInfo = (job: ModelJob): object => ({
  ...listed(job),
  lineEnding: "LF",
  columnDelimiter: "COMMA",
  retries: 0,
  numberRecordsProcessed: 0,
  numberRecordsFailed: 0,
});

const listed = (job: ModelJob): object => ({
  id: job.id,
  operation: job.operation,
  object: job.object,
  createdById: job.createdById,
  createdDate: time(job.created),
  systemModstamp: time(job.modified),
  state: job.state,
  concurrencyMode: "Parallel",
  contentType: job.contentType,
  apiVersion: 68,
  jobType: job.api === "1.0" ? "Classic" : "V2Ingest",
});

const perPage = 4;

/** Answers with a page of the org's list of jobs. */
export function listModelJobs(org: ModelOrg, version: string, query: string): ModelReply {
  const parameters = new URLSearchParams(query);
  const jobType = parameters.get("jobType") ?? "Classic";
  const start = Number(parameters.get("queryLocator") ?? 0);
  const all = [...org.jobs.values()].filter(({ api }) => (api === "1.0" ? "Classic" : "V2Ingest") === jobType);
  const done = start + perPage >= all.length;
  const next = `/services/data/${version}/jobs/ingest?queryLocator=${start + perPage}&jobType=${jobType}`;
  const records = all.slice(start, start + perPage).map(listed);
  return json(200, { done, records, nextRecordsUrl: done ? null : next });
}
