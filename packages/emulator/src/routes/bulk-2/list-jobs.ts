import { toLongId } from "../../org/state/to-long-id.ts";
import { type Bulk2Info, bulk2InfoOf, timeText } from "../../org/bulk-2/bulk-2-info-of.ts";
import type { Bulk2Job } from "../../org/state/bulk-2-job.ts";
import type { Job } from "../../org/state/job.ts";
import { Refusal } from "../../org/state/refusal.ts";
import type { RouteContext } from "../context/route-context.ts";
import { restReply } from "../context/rest-reply.ts";

/** The types of jobs, in an order that the locators of pages depend on. The emulator has no big objects. */
const jobTypes = ["Classic", "BigObjectIngest", "V2Ingest", "V2Query"] as const;
const modes = ["Parallel", "Serial"];

/** Which jobs are asked for; `undefined` where that does not matter. */
interface Filter {
  readonly jobType: string | undefined;
  readonly isPkChunkingEnabled: string | undefined;
  readonly concurrencyMode: string | undefined;
}

/**
 * Answers with a page of the job list. Without a type, the list of ingest jobs has all jobs, and that of query jobs has
 * those of Bulk API 1.0 and the queries of 2.0 (documented).
 */
export function listJobs(context: RouteContext, kind: "ingest" | "query"): Response {
  const { org, options, arrival } = context.env;
  const query = arrival.url.searchParams;
  const locator = query.get("queryLocator");
  const { filter, offset } = locator === null ? { filter: filterOf(query), offset: 0 } : readLocator(locator);
  const all = [
    ...[...org.jobs.values()].filter((job) => isClassicMeant(filter, job)),
    ...[...org.bulk2Jobs.values()].filter((job) => isBulk2Meant(filter, job, kind)),
  ];
  const end = offset + (options.jobsPageSize ?? 1000);
  const done = end >= all.length;
  // The next address names no jobType, as in the guide's sample, whose text also says `ingest` for the query list.
  const nextRecordsUrl = done
    ? null
    : `/services/data/${context.req.param("version")}/jobs/${kind}?queryLocator=${writeLocator(filter, end)}`;
  const records = all.slice(offset, end).map((job) => ("kind" in job ? bulk2InfoOf(org, job, "listed") : listed(job)));
  return restReply(context, 200, { done, records, nextRecordsUrl });
}

function filterOf(query: URLSearchParams): Filter {
  const jobType = query.get("jobType") ?? undefined;
  if (jobType !== undefined && !jobTypes.some((type) => type === jobType)) {
    // The answer to an unknown type is a guess.
    throw new Refusal("INVALID_JOB_TYPE", `Invalid jobType: ${jobType}`);
  }
  const enabled = query.get("isPkChunkingEnabled");
  return {
    jobType,
    isPkChunkingEnabled: enabled === "true" || enabled === "false" ? enabled : undefined,
    concurrencyMode: modes.find((mode) => mode === query.get("concurrencyMode")),
  };
}

function isClassicMeant(filter: Filter, job: Job): boolean {
  if ((filter.jobType ?? "Classic") !== "Classic") return false;
  if (filter.isPkChunkingEnabled !== undefined && filter.isPkChunkingEnabled !== String(job.pkChunking !== null))
    return false;
  return (filter.concurrencyMode ?? job.concurrencyMode) === job.concurrencyMode;
}

function isBulk2Meant(filter: Filter, job: Bulk2Job, kind: string): boolean {
  // A job of Bulk API 2.0 is processed in parallel, and has no chunks that anybody sees.
  if (filter.isPkChunkingEnabled === "true" || filter.concurrencyMode === "Serial") return false;
  if (filter.jobType !== undefined) return filter.jobType === (job.kind === "ingest" ? "V2Ingest" : "V2Query");
  return kind === "ingest" || job.kind === "query";
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** That the filter survives from page to page although no address names it is a guess: it is hidden in the locator. */
function writeLocator({ jobType, isPkChunkingEnabled, concurrencyMode }: Filter, offset: number): string {
  const type = jobTypes.findIndex((one) => one === jobType) + 1;
  const chunks = ["false", "true"].indexOf(isPkChunkingEnabled ?? "") + 1;
  const mode = modes.indexOf(concurrencyMode ?? "") + 1;
  return `${toLongId(`01g8Z000000Em${digits.charAt(type)}${digits.charAt(chunks * 3 + mode)}`)}-${offset}`;
}

function readLocator(locator: string): { filter: Filter; offset: number } {
  const [, type, rest, offset] = /^01g8Z000000Em([0-4])([0-8])\w{3}-(\d+)$/.exec(locator) ?? [];
  if (type === undefined) throw new Refusal("INVALID_QUERY_LOCATOR", "invalid query locator");
  const filter = {
    jobType: jobTypes[Number(type) - 1],
    isPkChunkingEnabled: ["false", "true"][Math.floor(Number(rest) / 3) - 1],
    concurrencyMode: modes[(Number(rest) % 3) - 1],
  };
  return { filter, offset: Number(offset) };
}

/** The keys are in the guide; the `state` of jobs of Bulk API 1.0 and the absence of a `contentUrl` are guesses. */
export function listed(job: Job): Bulk2Info {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: timeText(job.createdDate),
    systemModstamp: timeText(job.systemModstamp),
    state: job.state,
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    apiVersion: Number(job.apiVersion),
    jobType: "Classic",
  };
}
