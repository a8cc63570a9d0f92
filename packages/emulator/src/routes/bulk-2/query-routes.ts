import type { Hono } from "hono";
import { bulk2InfoOf } from "../../org/bulk-2/bulk-2-info-of.ts";
import { findQueryJob } from "../../org/bulk-2/find-bulk-2-job.ts";
import type { QueryJob } from "../../org/state/bulk-2-job.ts";
import { abortBulk2Job, deleteBulk2Job } from "../../org/bulk-2/change-bulk-2-job.ts";
import { createQueryJob } from "../../org/bulk-2/create-bulk-2-job.ts";
import { knownWord } from "../../org/jobs/job-words.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { readJsonFields } from "../../wire/request/read-job-fields.ts";
import { textStream } from "../../wire/encoding/body-stream.ts";
import { writeQueryPage } from "../../wire/reply/write-bulk-2-results.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { csvReply, emptyRestReply, notFound, restReply } from "../context/rest-reply.ts";
import { listJobs } from "./list-jobs.ts";
import { methodNotAllowed, stateAsked, versionOf } from "./read-change.ts";

/** Adds the routes of query jobs. */
export function addQueryRoutes(routes: Hono<RouteTypes>): void {
  const jobs = "/:version/jobs/query";
  routes.get(jobs, (context) => listJobs(context, "query"));
  routes.post(jobs, postJob);
  routes.all(jobs, methodNotAllowed("GET", "POST"));
  routes.get(`${jobs}/:jobId`, (context) =>
    restReply(context, 200, bulk2InfoOf(context.env.org, jobOf(context), "full")),
  );
  routes.patch(`${jobs}/:jobId`, patchJob);
  routes.delete(`${jobs}/:jobId`, deleteJob);
  routes.all(`${jobs}/:jobId`, methodNotAllowed("GET", "PATCH", "DELETE"));
  routes.get(`${jobs}/:jobId/results`, getResults);
  routes.all(`${jobs}/:jobId/results`, methodNotAllowed("GET"));
  routes.get(`${jobs}/:jobId/resultPages`, getResultPages);
  routes.all(`${jobs}/:jobId/resultPages`, methodNotAllowed("GET"));
}

function postJob(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = createQueryJob(org, context.get("session"), versionOf(context), readJsonFields(arrival.text));
  return restReply(context, 200, bulk2InfoOf(org, job, "created"));
}

function patchJob(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context);
  knownWord(stateAsked(arrival.text), ["Aborted"]);
  abortBulk2Job(org, context.get("session"), job);
  return restReply(context, 200, bulk2InfoOf(org, job, "short"));
}

function deleteJob(context: RouteContext): Response {
  deleteBulk2Job(context.env.org, context.get("session"), jobOf(context));
  return emptyRestReply(context, 204);
}

function getResults(context: RouteContext): Response {
  const job = completedJob(context);
  const query = context.env.arrival.url.searchParams;
  const start = readLocator(query.get("locator"));
  const size = pageSize(context, query.get("maxRecords"));
  const records = job.records.slice(start, start + size);
  const end = start + records.length;
  return csvReply(context, textStream(writeQueryPage(job, records)), {
    "sforce-locator": end < job.records.length ? writeLocator(end) : "null",
    "sforce-numberofrecords": String(records.length),
  });
}

/** How many pages an answer about result pages has (documented). */
const pagesAtOnce = 5;

function getResultPages(context: RouteContext): Response {
  const job = completedJob(context);
  // The call is there since version 58.0 (documented).
  if (Number(versionOf(context)) < 58) throw notFound();
  const query = context.env.arrival.url.searchParams;
  const size = pageSize(context, query.get("maxRecords"));
  const path = `/services/data/v${versionOf(context)}/jobs/query/${job.id}`;
  const start = readLocator(query.get("locator"));
  const count = Math.max(0, Math.min(pagesAtOnce, Math.ceil((job.records.length - start) / size)));
  const resultPages = Array.from({ length: count }, (_, page) => {
    const offset = start + (page === 0 ? 0 : page * size);
    return {
      resultUrl: `${path}/results?${offset === 0 ? "" : `locator=${writeLocator(offset)}&`}maxRecords=${Math.min(size, job.records.length)}`,
    };
  });
  const end = start + count * size;
  const done = !(end < job.records.length);
  // How the next address is put together is a guess.
  const nextRecordsUrl = done ? null : `${path}/resultPages?locator=${writeLocator(end)}&maxRecords=${size}`;
  return restReply(context, 200, { resultPages, nextRecordsUrl, done });
}

/** The guide's sample locator `MTAwMDA` is the string `10000` in base64. */
const writeLocator = (offset: number): string => btoa(String(offset)).replace(/={1,2}$/, "");

function readLocator(locator: string | null): number {
  if (locator === null || locator === "" || locator === "null") return 0;
  try {
    const text = atob(locator);
    if (/^\d+$/.test(text)) return Number(text);
  } catch {
    // What is no base64 is no locator either.
  }
  // A guess.
  throw new Refusal("INVALID_QUERY_LOCATOR", "invalid query locator");
}

function pageSize(context: RouteContext, maxRecords: string | null): number {
  const most = context.env.org.resultRecords;
  if (maxRecords === null) return most;
  const asked = Number(maxRecords);
  // A guess.
  if (!Number.isInteger(asked) || asked < 1) throw new Refusal("InvalidJob", `Invalid maxRecords: ${maxRecords}`);
  return Math.min(asked, most);
}

function completedJob(context: RouteContext): QueryJob {
  const job = jobOf(context);
  // The status is documented, code and message are guesses.
  if (job.apiVersion !== versionOf(context)) {
    throw new Refusal("INVALID_API_VERSION", `The Job was created with API version ${job.apiVersion}`, 409);
  }
  // A guess.
  if (job.state !== "JobComplete") throw new Refusal("InvalidJobState", "Job is not completed");
  return job;
}

function jobOf(context: RouteContext): QueryJob {
  const job = findQueryJob(context.env.org, context.req.param("jobId") ?? "");
  if (job === undefined) throw notFound();
  return job;
}
