import { Hono } from "hono";
import { addBatch, checkTakesBatches } from "../../org/batches/add-batch.ts";
import { batchInfoOf } from "../../org/batches/batch-info-of.ts";
import { changeJobState } from "../../org/jobs/change-job-state.ts";
import { createJob } from "../../org/jobs/create-job.ts";
import { jobInfoOf } from "../../org/jobs/job-info-of.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { readJobFields } from "../../wire/request/read-job-fields.ts";
import { asyncSchema } from "../../wire/reply/async-schema.ts";
import { contentTypeOf, replyFormat } from "../../wire/reply/reply-format.ts";
import { writeBatch, writeBatchList, writeJob } from "../../wire/reply/write-info.ts";
import { asyncReply, refusalReply } from "./async-reply.ts";
import { showBulk2Job } from "./show-bulk-2-job.ts";
import { getBatchRequest, getQueryResult, getResults } from "./batch-data-routes.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { batchOf, checkRequest, checkVersion, jobOf } from "./check-request.ts";
import { postSpec } from "./post-spec.ts";
import { readBatchContent } from "./read-batch-content.ts";

/** Makes the routes beneath `/services/async/`. */
export function asyncRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.get("/:version/AsyncApi.xsd", getSchema);
  routes.use("/:version/*", async (context, next) => {
    checkRequest(context);
    await next();
  });
  routes.post("/:version/job", postJob);
  routes.get("/:version/job/:jobId", (context) => showBulk2Job(context) ?? getJob(context));
  routes.post("/:version/job/:jobId", postJobState);
  routes.post("/:version/job/:jobId/spec", postSpec);
  routes.post("/:version/job/:jobId/batch", (context) => postBatch(context));
  routes.get("/:version/job/:jobId/batch", listBatches);
  routes.get("/:version/job/:jobId/batch/:batchId", getBatch);
  routes.get("/:version/job/:jobId/batch/:batchId/request", getBatchRequest);
  routes.get("/:version/job/:jobId/batch/:batchId/result", getResults);
  routes.get("/:version/job/:jobId/batch/:batchId/result/:resultId", getQueryResult);
  routes.all("*", (context) => {
    context.env.unhandled();
    const [, , , , word = "", , part = ""] = context.env.arrival.url.pathname.split("/");
    // The message is recorded for a wrong first word; that a path which is wrong further on gets its like is a guess.
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

/** The address is documented; that it needs no session is a guess. */
function getSchema(context: RouteContext): Response {
  checkVersion(version(context));
  return asyncReply(context, 200, asyncSchema, "application/xml");
}

function postJob(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = createJob(org, context.get("session"), version(context), readJobFields(arrival), {
    pkChunking: arrival.headers.get("sforce-enable-pkchunking"),
    lineEnding: arrival.headers.get("sforce-line-ending"),
    disableBatchRetry: arrival.headers.get("sforce-disable-batch-retry"),
  });
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

async function postBatch(context: RouteContext): Promise<Response> {
  const { org, arrival } = context.env;
  const job = jobOf(context, "same version");
  checkTakesBatches(org, context.get("session"), job);
  const content = await readBatchContent(org, job, arrival);
  // While it was read, the job may have been closed.
  checkTakesBatches(org, context.get("session"), job);
  const batch = addBatch(org, job, arrival.body, content);
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
