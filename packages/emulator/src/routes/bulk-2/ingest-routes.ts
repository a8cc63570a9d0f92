import type { Hono } from "hono";
import { bulk2InfoOf } from "../../org/bulk-2/bulk-2-info-of.ts";
import { findIngestJob } from "../../org/bulk-2/find-bulk-2-job.ts";
import type { IngestJob } from "../../org/state/bulk-2-job.ts";
import { abortBulk2Job, closeIngestJob, deleteBulk2Job, uploadData } from "../../org/bulk-2/change-bulk-2-job.ts";
import { createIngestJob } from "../../org/bulk-2/create-bulk-2-job.ts";
import { knownWord } from "../../org/jobs/job-words.ts";
import { findJob } from "../../org/state/org.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { ingestContentInTurns, ingestContentOf } from "../../wire/request/read-ingest-content.ts";
import { knownCharset } from "../context/known-charset.ts";
import { type ResultKind, writeIngestResults } from "../../wire/reply/write-bulk-2-results.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { csvReply, emptyRestReply, notFound, restReply } from "../context/rest-reply.ts";
import { listed, listJobs } from "./list-jobs.ts";
import { methodNotAllowed, stateAsked, versionOf } from "./read-change.ts";
import { readJobRequest } from "./read-job-request.ts";

/** How many bytes may be uploaded: 150 MB, counted as base64 (documented). */
const maxBytes = Math.floor((150_000_000 / 4) * 3);

/** Adds the routes of ingest jobs. */
export function addIngestRoutes(routes: Hono<RouteTypes>): void {
  const jobs = "/:version/jobs/ingest";
  routes.get(jobs, (context) => listJobs(context, "ingest"));
  routes.post(jobs, (context) => postJob(context));
  routes.all(jobs, methodNotAllowed("GET", "POST"));
  routes.get(`${jobs}/:jobId`, getJob);
  routes.patch(`${jobs}/:jobId`, (context) => patchJob(context));
  routes.delete(`${jobs}/:jobId`, deleteJob);
  routes.all(`${jobs}/:jobId`, methodNotAllowed("GET", "PATCH", "DELETE"));
  routes.put(`${jobs}/:jobId/batches`, putData);
  routes.all(`${jobs}/:jobId/batches`, methodNotAllowed("PUT"));
  const results: readonly (readonly [path: string, kind: ResultKind])[] = [
    ["successfulResults", "successfulResults"],
    ["failedResults", "failedResults"],
    ["unprocessedrecords", "unprocessedrecords"],
    // Clients ask in both spellings; that both work is inferred from that.
    ["unprocessedRecords", "unprocessedrecords"],
  ];
  for (const [path, kind] of results) {
    routes.get(`${jobs}/:jobId/${path}`, (context) => getResults(context, kind));
    routes.all(`${jobs}/:jobId/${path}`, methodNotAllowed("GET"));
  }
}

async function postJob(context: RouteContext): Promise<Response> {
  const { org, arrival } = context.env;
  const session = context.get("session");
  const { fields, content } = await readJobRequest(arrival);
  const job = createIngestJob(org, session, versionOf(context), fields);
  if (content !== undefined) {
    uploadData(org, session, job, new TextEncoder().encode(content));
    const read = await ingestContentInTurns(org, job);
    closeIngestJob(org, session, job, () => read);
  }
  return restReply(context, 200, bulk2InfoOf(org, job, "created"));
}

function getJob(context: RouteContext): Response {
  const { org } = context.env;
  // That a job of Bulk API 1.0 is shown here as in the list is a guess: the guide names its type among this answer's.
  const classic = findJob(org, context.req.param("jobId") ?? "");
  return restReply(context, 200, classic === undefined ? bulk2InfoOf(org, jobOf(context), "full") : listed(classic));
}

async function patchJob(context: RouteContext): Promise<Response> {
  const { org, arrival } = context.env;
  const session = context.get("session");
  const job = jobOf(context);
  const state = knownWord(stateAsked(arrival.text), ["UploadComplete", "Aborted"]);
  if (state === "Aborted") abortBulk2Job(org, session, job);
  else {
    const { body } = job;
    const content = job.state === "Open" ? await ingestContentInTurns(org, job) : undefined;
    // Meanwhile, something else may have been uploaded.
    closeIngestJob(org, session, job, () =>
      content !== undefined && job.body === body ? content : ingestContentOf(org, job),
    );
  }
  return restReply(context, 200, bulk2InfoOf(org, job, "created"));
}

function deleteJob(context: RouteContext): Response {
  deleteBulk2Job(context.env.org, context.get("session"), jobOf(context));
  return emptyRestReply(context, 204);
}

function putData(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context);
  const type = arrival.headers.get("content-type") ?? "text/csv";
  if (!/^text\/csv\s*(?:;|$)/i.test(type)) {
    // A guess after Bulk API 1.0.
    throw new Refusal("UnsupportedContentType", `Unsupported content type: ${type}`);
  }
  if (arrival.body.length > maxBytes) {
    // The limit is documented, the words are a guess.
    throw new Refusal("ClientInputError", "Failed to read request. Exceeded max size limit of 150000000");
  }
  uploadData(org, context.get("session"), job, arrival.body, knownCharset(type));
  return emptyRestReply(context, 201);
}

function getResults(context: RouteContext, kind: ResultKind): Response {
  const job = jobOf(context);
  if (job.state === "Open" || job.state === "UploadComplete") {
    // That there is nothing before the end, and how that is said, is a guess.
    throw new Refusal("InvalidJobState", "Job is not completed");
  }
  return csvReply(context, writeIngestResults(job, kind));
}

function jobOf(context: RouteContext): IngestJob {
  const job = findIngestJob(context.env.org, context.req.param("jobId") ?? "");
  if (job === undefined) throw notFound();
  return job;
}
