import { Hono } from "hono";
import { jobInfoOf } from "../org/job-info-of.ts";
import type { Job } from "../org/job.ts";
import type { RouteContext, RouteTypes } from "./bindings.ts";
import { supportedVersions } from "./check-request.ts";
import { notFound, refuse, reply, withSession } from "./data-reply.ts";
import { getDescription, getObjects, getResources } from "./describe-routes.ts";
import { getQuery, getQueryPage, getRecord } from "./query-routes.ts";

/**
 * Makes the routes beneath `/services/data`: the versions, the job list and the limits of the REST API, and the little
 * beside it that scripts of the Bulk API use: queries, descriptions and reading a record.
 */
export function dataRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.get("/", (context) => reply(context, 200, versions()));
  routes.get("/:version/jobs/:kind{ingest|query}", withSession(listJobs));
  routes.get("/:version/limits", withSession(limits));
  routes.get("/:version", withSession(getResources));
  for (const operation of ["query", "queryAll"] as const) {
    routes.get(
      `/:version/${operation}`,
      withSession((context) => getQuery(context, operation)),
    );
    routes.get(`/:version/${operation}/:locator`, withSession(getQueryPage));
  }
  routes.get("/:version/sobjects", withSession(getObjects));
  routes.get("/:version/sobjects/:object/describe", withSession(getDescription));
  routes.get("/:version/sobjects/:object/:id", withSession(getRecord));
  routes.all("*", notFound);
  return routes;
}

const seasons = ["Spring", "Summer", "Winter"] as const;

function versions(): { label: string; url: string; version: string }[] {
  const { oldest, newest } = supportedVersions;
  return Array.from({ length: newest - oldest + 1 }, (_, index) => {
    const number = oldest + index;
    // 65.0 was Winter '26, and three versions make a year.
    const label = `${seasons[number % 3]} '${26 + Math.floor((number - 65) / 3)}`;
    return { label, url: `/services/data/v${number}.0`, version: `${number}.0` };
  });
}

/** The emulator has jobs of Bulk API 1.0 only, so that any other type lists nothing. */
const jobTypes = ["Classic", "BigObjectIngest", "V2Ingest", "V2Query"];

function listJobs(context: RouteContext): Response {
  const { org, options, arrival } = context.env;
  const query = arrival.url.searchParams;
  const type = query.get("jobType");
  if (type !== null && !jobTypes.includes(type)) {
    // The answer to an unknown type is a guess.
    return refuse(context, 400, "INVALID_JOB_TYPE", `Invalid jobType: ${type}`);
  }
  const locator = query.get("queryLocator");
  const offset = locator === null ? 0 : Number(/^01g\w{12,15}-(\d+)$/.exec(locator)?.[1] ?? Number.NaN);
  if (Number.isNaN(offset)) return refuse(context, 400, "INVALID_QUERY_LOCATOR", "invalid query locator");
  const all =
    (type ?? "Classic") === "Classic" && query.get("isPkChunkingEnabled") !== "true" ? [...org.jobs.values()] : [];
  const end = offset + (options.jobsPageSize ?? 1000);
  const done = end >= all.length;
  // The next address names no jobType, as in the guide's sample, whose text also says `ingest` for the query list.
  const nextRecordsUrl = done
    ? null
    : `/services/data/${context.req.param("version")}/jobs/${context.req.param("kind")}?queryLocator=01g8Z000000EmuLQAS-${end}`;
  const records = all.slice(offset, end).map((job) => listed(job, org.clock.now()));
  return reply(context, 200, { done, records, nextRecordsUrl });
}

const date = (time: string): string => time.replace("Z", "+0000");

/** The keys are in the guide; the `state` of jobs of Bulk API 1.0 and the absence of a `contentUrl` are guesses. */
function listed(job: Job, now: number): Record<string, unknown> {
  const info = jobInfoOf(job, now);
  return {
    id: info.id,
    operation: info.operation,
    object: info.object,
    createdById: info.createdById,
    createdDate: date(info.createdDate),
    systemModstamp: date(info.systemModstamp),
    state: info.state,
    concurrencyMode: info.concurrencyMode,
    contentType: info.contentType,
    apiVersion: info.apiVersion,
    jobType: "Classic",
  };
}

function limits(context: RouteContext): Response {
  const { org } = context.env;
  const used = org.batchTimes.filter((time) => time > org.clock.now() - 24 * 60 * 60 * 1000).length;
  return reply(context, 200, { DailyBulkApiBatches: { Max: org.batchQuota, Remaining: org.batchQuota - used } });
}
