import * as v from "valibot";
import { isSameId } from "../protocol/salesforce-id.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import { valueReader } from "../replies/read-value.ts";
import { aboutDataJob, type ApiRequest, asksForJson, readAsStream } from "./api-request.ts";

/** Some of the pages of a query's results, and where the others are. */
export interface QueryResultPages {
  /** What stands behind `results?` of each page. */
  readonly queries: readonly string[];
  /** What stands behind `resultPages?` of the next list; `undefined` where this one is the last. */
  readonly next: string | undefined;
}

/**
 * Asks for a page of what a query found, which may have gigabytes.
 *
 * @param query - Which page: `locator=MTAwMDA&maxRecords=50000`. Empty: the first one, as large as Salesforce makes it.
 */
export const readQueryPageRequest = (jobId: string, query: string): ApiRequest<never> => ({
  ...aboutPages(jobId, "results", query),
  action: `read the results of job "${jobId}"`,
  read: readAsStream,
});

/**
 * Asks for the addresses of up to five pages of what a query found.
 *
 * @param query - Which five, as the list before said. Empty: the first ones.
 */
export const listQueryPagesRequest = (jobId: string, query: string): ApiRequest<QueryResultPages> => ({
  ...aboutPages(jobId, "resultPages", query),
  action: `list the pages of the results of job "${jobId}"`,
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

const aboutPages = (jobId: string, part: string, query: string): Omit<ApiRequest<unknown>, "action" | "read"> => ({
  ...aboutDataJob("query", jobId, `/${part}${query === "" ? "" : `?${query}`}`),
  method: "GET",
  contentType: asksForJson,
});

/** Reads a list of pages. The guide names the address of the next list in two ways; that they are one is inferred. */
const queryPagesSchema: v.GenericSchema<
  unknown,
  { done: boolean; resultPages: { resultUrl: string }[]; nextRecordsUrl: string | null; nextRecordUrl: string | null }
> = v.object({
  done: v.boolean(),
  resultPages: v.array(v.object({ resultUrl: v.string() })),
  nextRecordsUrl: v.nullish(v.string(), null),
  nextRecordUrl: v.nullish(v.string(), null),
});

const readPages = valueReader(queryPagesSchema, "a list of result pages", "resultPages");

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
