import {
  type QueryJobInfo,
  queryJobInfoSchema,
  queryPagesSchema,
  type QueryResultPages,
} from "../protocol/query-job-info.ts";
import { isSameId } from "../protocol/salesforce-id.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { valueReader } from "../replies/read-value.ts";
import { type ApiRequest, jsonType, maxInfoBytes, readAsStream, readNothing } from "./api-request.ts";

/** What is said of a new query job of Bulk API 2.0. */
export interface NewQueryJob extends Pick<
  QueryJobInfo,
  "operation" | "contentType" | "columnDelimiter" | "lineEnding"
> {
  /** The SOQL. */
  readonly query: string;
}

/** Says "create this query job". Sent twice, it makes two. */
export const createQueryJobRequest = (job: NewQueryJob): ApiRequest<QueryJobInfo> => ({
  ...common,
  action: `create a job to ${job.operation}`,
  method: "POST",
  path: "jobs/query",
  body: JSON.stringify(job),
  idempotent: false,
  read: readQueryJob,
});

/** Asks what a query job is now. */
export const readQueryJobRequest = (jobId: string): ApiRequest<QueryJobInfo> => ({
  ...aboutJob(jobId),
  action: `read job "${jobId}"`,
  method: "GET",
  read: queryJobReader(jobId),
});

/** Says "abort this query job". */
export const abortQueryJobRequest = (jobId: string): ApiRequest<QueryJobInfo> => ({
  ...aboutJob(jobId),
  action: `abort job "${jobId}"`,
  method: "PATCH",
  body: '{"state":"Aborted"}',
  constant: true,
  read: queryJobReader(jobId),
});

/** Says "forget this query job and its results". */
export const deleteQueryJobRequest = (jobId: string): ApiRequest<void> => ({
  ...aboutJob(jobId),
  action: `delete job "${jobId}"`,
  method: "DELETE",
  mayBeEmpty: true,
  read: readNothing,
});

/**
 * Asks for a page of what a query found, which may have gigabytes.
 *
 * @param query - Which page: `locator=MTAwMDA&maxRecords=50000`. Empty: the first one, as large as Salesforce makes it.
 */
export const readQueryPageRequest = (jobId: string, query: string): ApiRequest<never> => ({
  ...aboutJob(jobId, withQuery("/results", query)),
  action: `read the results of job "${jobId}"`,
  method: "GET",
  read: readAsStream,
});

/**
 * Asks for the addresses of up to five pages of what a query found.
 *
 * @param query - Which five, as the list before said. Empty: the first ones.
 */
export const listQueryPagesRequest = (jobId: string, query: string): ApiRequest<QueryResultPages> => ({
  ...aboutJob(jobId, withQuery("/resultPages", query)),
  action: `list the pages of the results of job "${jobId}"`,
  method: "GET",
  read: (body) => {
    const { done, resultPages, nextRecordsUrl, nextRecordUrl } = readPages(body);
    const next = nextRecordsUrl ?? nextRecordUrl;
    if (!done && next === null) throw new NotTheAnswer("the list goes on, and does not say where");
    return {
      queries: resultPages.map(({ resultUrl }) => queryOf(resultUrl, jobId, "results")),
      next: done || next === null ? undefined : queryOf(next, jobId, "resultPages"),
    };
  },
});

const common = { service: "data", contentType: jsonType, maxBytes: maxInfoBytes } as const;

const aboutJob = (
  jobId: string,
  part = "",
): Pick<ApiRequest<unknown>, "service" | "contentType" | "maxBytes" | "jobId" | "path" | "idempotent"> => ({
  ...common,
  jobId,
  path: `jobs/query/${jobId}${part}`,
  idempotent: true,
});

const withQuery = (path: string, query: string): string => (query === "" ? path : `${path}?${query}`);

/**
 * Takes the query out of an address that Salesforce gave: what else it says is known, and another host or another job is no
 * place to send a session to.
 */
function queryOf(address: string, jobId: string, part: string): string {
  const [, id, what, query] =
    /^(?:https:\/\/[\w.-]{1,255})?\/?services\/data\/v\d{1,3}\.0\/jobs\/query\/(\w{15,18})\/(\w{1,20})(?:\?([\w=&.%~+-]{0,2000}))?$/.exec(
      address,
    ) ?? [];
  if (id === undefined || what !== part || !isSameId(id, jobId)) {
    throw new NotTheAnswer("the address of a page is not one of this job's results");
  }
  return query ?? "";
}

const readQueryJob: (body: ReplyBody) => QueryJobInfo = valueReader(queryJobInfoSchema, "a query job", "jobInfo");

const readPages = valueReader(queryPagesSchema, "a list of result pages", "resultPages");

/** Makes a reader of one certain query job: a reply about another one is not the answer. */
const queryJobReader =
  (jobId: string) =>
  (body: ReplyBody): QueryJobInfo => {
    const job = readQueryJob(body);
    if (!isSameId(job.id, jobId)) throw new NotTheAnswer(`the reply is about another job, "${job.id}"`, "WrongJob");
    return job;
  };
