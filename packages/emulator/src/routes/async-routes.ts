import { Hono } from "hono";
import { addBatch, checkTakesBatches } from "../org/add-batch.ts";
import { batchInfoOf } from "../org/batch-info-of.ts";
import { changeJobState } from "../org/change-job-state.ts";
import { createJob } from "../org/create-job.ts";
import { jobInfoOf } from "../org/job-info-of.ts";
import { Refusal } from "../org/refusal.ts";
import { readJobFields } from "../wire/read-job-fields.ts";
import { contentTypeOf, replyFormat } from "../wire/reply-format.ts";
import { writeBatch, writeBatchList, writeJob } from "../wire/write-info.ts";
import { asyncReply, refusalReply } from "./async-reply.ts";
import { getBatchRequest, getQueryResult, getResults } from "./batch-data-routes.ts";
import type { RouteContext, RouteTypes } from "./bindings.ts";
import { batchOf, checkRequest, jobOf } from "./check-request.ts";
import { readBatchContent } from "./read-batch-content.ts";

/** Makes the routes beneath `/services/async/`. */
export function asyncRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.use("/:version/*", async (context, next) => {
    checkRequest(context);
    await next();
  });
  routes.post("/:version/job", postJob);
  routes.get("/:version/job/:jobId", getJob);
  routes.post("/:version/job/:jobId", postJobState);
  routes.post("/:version/job/:jobId/spec", postSpec);
  routes.post("/:version/job/:jobId/batch", postBatch);
  routes.get("/:version/job/:jobId/batch", listBatches);
  routes.get("/:version/job/:jobId/batch/:batchId", getBatch);
  routes.get("/:version/job/:jobId/batch/:batchId/request", getBatchRequest);
  routes.get("/:version/job/:jobId/batch/:batchId/result", getResults);
  routes.get("/:version/job/:jobId/batch/:batchId/result/:resultId", getQueryResult);
  routes.all("*", (context) => {
    const [, , , , word = "", , part = ""] = context.env.arrival.url.pathname.split("/");
    // The text is recorded for a wrong first word; that a path which is wrong further on gets its like is a guess.
    const [expected, found] = word === "job" ? ["batch", part] : ["job", word];
    throw new Refusal("InvalidUrl", `Failed to parse URL. Was expecting '${expected}' but found:${found}`);
  });
  routes.onError((error, context) => {
    if (error instanceof Refusal) return refusalReply(context, error);
    throw error;
  });
  return routes;
}

const version = (context: RouteContext): string => context.req.param("version") ?? "";

function postJob(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = createJob(org, context.get("session"), version(context), readJobFields(arrival));
  const format = replyFormat(arrival);
  return asyncReply(context, 201, writeJob(jobInfoOf(job, org.clock.now()), format), contentTypeOf(format));
}

function getJob(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context);
  const format = replyFormat(arrival, job);
  return asyncReply(context, 200, writeJob(jobInfoOf(job, org.clock.now()), format), contentTypeOf(format));
}

function postJobState(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context);
  const { systemModstamp } = jobInfoOf(job, org.clock.now());
  changeJobState(org, context.get("session"), job, readJobFields(arrival));
  const format = replyFormat(arrival, job);
  // Recorded: this answer still shows when the job was changed before; the next one shows the new time.
  const info = { ...jobInfoOf(job, org.clock.now()), systemModstamp };
  return asyncReply(context, 200, writeJob(info, format), contentTypeOf(format));
}

/** Takes a mapping spec. The status is recorded; that the body is empty, and what a late one is answered, are guesses. */
function postSpec(context: RouteContext): Response {
  const { arrival } = context.env;
  const job = jobOf(context, "same version");
  checkTakesBatches(context.env.org, job);
  if (job.contentType !== "CSV" || job.batches.length > 0 || arrival.text.length >= 8192) {
    throw new Refusal("InvalidJob", "Unable to take the spec");
  }
  job.hasSpec = true;
  context.env.org.changes++;
  return asyncReply(context, 201, "", "text/csv");
}

function postBatch(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context, "same version");
  checkTakesBatches(org, job);
  const batch = addBatch(org, job, arrival.body, readBatchContent(org, job, arrival));
  const format = replyFormat(arrival, job);
  const location = `/services/async/${version(context)}/job/${job.id}/batch/${batch.id}`;
  const info = writeBatch(batchInfoOf(batch, org.clock.now()), format);
  return asyncReply(context, 201, info, contentTypeOf(format), { location });
}

function listBatches(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context, "same version");
  const format = replyFormat(arrival, job);
  const list = job.batches.map((batch) => batchInfoOf(batch, org.clock.now()));
  return asyncReply(context, 200, writeBatchList(list, format), contentTypeOf(format));
}

function getBatch(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context, "same version");
  const format = replyFormat(arrival, job);
  const info = batchInfoOf(batchOf(context, job), org.clock.now());
  return asyncReply(context, 200, writeBatch(info, format), contentTypeOf(format));
}
