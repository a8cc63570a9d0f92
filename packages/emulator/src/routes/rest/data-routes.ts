import { Hono } from "hono";
import { queryJobQuota } from "../../org/bulk-2/create-bulk-2-job.ts";
import { countLastDay } from "../../org/state/last-day.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { inTurn } from "../../wire/encoding/in-turns.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { addIngestRoutes } from "../bulk-2/ingest-routes.ts";
import { addQueryRoutes } from "../bulk-2/query-routes.ts";
import { checkBody } from "../context/check-body.ts";
import { checkJsonType } from "../context/check-json-type.ts";
import { supportedVersions } from "../context/supported-versions.ts";
import { getDescription, getObjects, getResources } from "./describe-routes.ts";
import { answerCollection } from "./answer-collection.ts";
import { answerComposite } from "./answer-composite.ts";
import { answerQuery } from "./answer-query.ts";
import { answerRecord } from "./answer-record.ts";
import { answerSearch } from "./answer-search.ts";
import { recordCount } from "./record-count.ts";
import { callOf, type RestAnswer, type RestCall, sendAnswer } from "./rest-call.ts";
import { callQuota, checkRestSession, notFound, refuseRest, restReply } from "../context/rest-reply.ts";

/**
 * Makes the routes beneath `/services/data`: the versions, Bulk API 2.0 with the job list, the limits, queries,
 * descriptions, and records that are read and written one at a time or several at once.
 */
export function dataRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.get("/", (context) => restReply(context, 200, versions()));
  for (const path of ["/:version", "/:version/*"]) {
    routes.use(path, async (context, next) => {
      checkRestSession(context);
      checkVersion(context.req.param("version") ?? "");
      const { method, problem, text } = context.env.arrival;
      checkBody(problem);
      if ((method === "POST" || method === "PATCH") && text !== "") checkJsonType(context);
      await next();
    });
  }
  addIngestRoutes(routes);
  addQueryRoutes(routes);
  routes.get("/:version/limits", limits);
  routes.get("/:version", getResources);
  routes.get("/:version/limits/recordCount", recordCount);
  routes.get("/:version/sobjects", getObjects);
  routes.get("/:version/sobjects/:object/describe", getDescription);
  const answers: readonly (readonly [path: string, answer: (call: RestCall) => RestAnswer | Promise<RestAnswer>])[] = [
    ["query", query],
    ["query/:locator", query],
    ["search", answerSearch],
    ["queryAll", query],
    ["queryAll/:locator", query],
    ["sobjects/:object", answerRecord],
    ["sobjects/:object/*", answerRecord],
    ["composite", answerComposite],
    ["composite/sobjects", answerCollection],
    ["composite/sobjects/*", answerCollection],
  ];
  // Salesforce has these beneath an object; taken for the id of a record, they would not be missed.
  const missing = ":part{updated|deleted|listviews|layouts|quickActions|compactLayouts|approvalLayouts}/*";
  for (const path of [missing, "describe/:part/*"]) routes.all(`/:version/sobjects/:object/${path}`, nothingHere);
  for (const [path, answer] of answers) {
    routes.all(`/:version/${path}`, async (context) => sendAnswer(context, await answer(callOf(context))));
  }
  routes.all("*", nothingHere);
  routes.onError((error, context) => {
    if (error instanceof Refusal) return refuseRest(context, error);
    throw error;
  });
  return routes;
}

/** Sorting many records takes long, and several queries may be asked at once. */
const query = (call: RestCall): Promise<RestAnswer> => inTurn(() => answerQuery(call));

function nothingHere(context: RouteContext): never {
  context.env.unhandled();
  throw notFound();
}

function checkVersion(version: string): void {
  const number = Number(/^v(\d{1,2})\.0$/.exec(version)?.[1] ?? Number.NaN);
  // The status of a retired version is documented, its words and the answer to other versions are guesses.
  if (number < supportedVersions.oldest)
    throw new Refusal("GONE", `API version ${version} is not supported any more`, 410);
  if (!(number <= supportedVersions.newest)) throw notFound();
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

const left = (max: number, used: number): { Max: number; Remaining: number } => ({ Max: max, Remaining: max - used });

function limits(context: RouteContext): Response {
  const { org } = context.env;
  const now = org.clock.now();
  return restReply(context, 200, {
    DailyApiRequests: left(callQuota, org.calls),
    DailyBulkApiBatches: left(org.batchQuota, countLastDay(org.batchTimes, now)),
    DailyBulkV2QueryJobs: left(queryJobQuota, countLastDay(org.queryJobTimes, now)),
  });
}
