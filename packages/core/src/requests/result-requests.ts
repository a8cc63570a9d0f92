import * as v from "valibot";
import type { RowResult } from "../protocol/row-result.ts";
import { readRowResults } from "../replies/read-row-results.ts";
import { valueReader } from "../replies/read-value.ts";
import { listSchema } from "../replies/xml-list.ts";
import { type ApiRequest, asksForJson, maxDataBytes, maxInfoBytes, readAsStream, readNothing } from "./api-request.ts";

type Common = Omit<ApiRequest<unknown>, "read">;

/** Asks what became of each row of an ingest job's batch. */
export const readBatchResultsRequest = (jobId: string, batchId: string): ApiRequest<RowResult[]> => ({
  ...aboutResult(jobId, batchId),
  read: async (body) => [...(await readRowResults(body))],
});

/** Asks whether a batch has results: the answer or the refusal itself is what is of interest. */
export const touchBatchResultsRequest = (jobId: string, batchId: string): ApiRequest<void> => ({
  ...aboutResult(jobId, batchId),
  read: readNothing,
});

/** Asks which results a query job's batch has: their ids, in the order in which they belong together. */
export const listQueryResultsRequest = (jobId: string, batchId: string): ApiRequest<string[]> => ({
  ...aboutResult(jobId, batchId),
  read: readResultIds,
});

/** Asks for one result of a query, which may have a gigabyte. */
export const readQueryResultRequest = (jobId: string, batchId: string, resultId: string): ApiRequest<never> => ({
  action: `read result "${resultId}" of batch "${batchId}"`,
  jobId,
  method: "GET",
  path: `job/${jobId}/batch/${batchId}/result/${resultId}`,
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
  read: readAsStream,
});

const aboutResult = (jobId: string, batchId: string): Common => ({
  action: `read the results of batch "${batchId}"`,
  jobId,
  method: "GET",
  path: `job/${jobId}/batch/${batchId}/result`,
  contentType: asksForJson,
  idempotent: true,
  carriesRows: true,
  maxBytes: maxDataBytes,
});

const readResultIds = valueReader(
  listSchema("result", v.pipe(v.string(), v.regex(/^752(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/))),
  "a list of results",
  "result-list",
);
