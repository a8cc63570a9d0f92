import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import { judgeField, judgeListedJob } from "../../protocol/judge-listed-job.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { type ListedJobType, readUserRequest } from "../../requests/org-requests.ts";
import { listJobs } from "../creating/list-jobs.ts";
import type { JobApi } from "../jobs/find-job-api.ts";
import type { CheckedFilter } from "./find-jobs.ts";

/** The lists, in the order in which they are read. */
const jobTypes: Readonly<Record<JobApi, ListedJobType>> = {
  "1.0": "Classic",
  "2.0-ingest": "V2Ingest",
  "2.0-query": "V2Query",
};
const jobApis = Object.keys(jobTypes) as JobApi[];

/** A job of the list that fits a filter, or of which the list says too little to tell. */
export interface JudgedJob {
  readonly job: ListedJob;
  readonly fit: "fits" | "unclear";
}

/**
 * Gives the jobs that fit a filter, and those of which the list says too little to tell.
 *
 * @throws what `findJobs` throws, when the jobs are asked for.
 */
export async function* judgeJobs(
  target: Target,
  { apis, state, createdBy, object, operation, olderThan, unchangedFor }: CheckedFilter,
  signal: AbortSignal | undefined,
): AsyncGenerator<JudgedJob, void, undefined> {
  const creator = createdBy === "me" ? (await ask(target, readUserRequest(), { signal })).userId : createdBy;
  const seen = new Set<string>();
  for (const jobType of jobApis.filter((api) => apis.includes(api)).map((api) => jobTypes[api])) {
    for await (const { job, now } of listJobs(target, jobType, signal)) {
      // A list that does not say whose jobs it has may have those of another one.
      if (job.id !== "" && seen.has(job.id)) continue;
      seen.add(job.id);
      const tests = [
        ...judgeListedJob(job, { state, operation, object, createdBy: creator }),
        judgeField(olderThan, job.createdDate, (age, is) => isPast(is, now - age)),
        judgeField(unchangedFor, job.systemModstamp, (age, is) => isPast(is, now - age)),
      ];
      if (tests.includes(false)) continue;
      yield { job, fit: tests.includes(undefined) ? "unclear" : "fits" };
    }
  }
}

/** The clock of the reply has whole seconds, so that what has just happened may seem to be in the future. */
const isPast = (time: string, before: number): boolean => Date.parse(time) < before + 1000;
