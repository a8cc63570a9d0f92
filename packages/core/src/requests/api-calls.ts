import type { ApiRequest } from "./api-request.ts";
import {
  addBatchRequest,
  listBatchesRequest,
  readBatchRequest,
  readBatchRowsRequest,
  uploadSpecRequest,
} from "./batch-requests.ts";
import {
  abortIngestJobRequest,
  closeIngestJobRequest,
  createIngestJobRequest,
  deleteIngestJobRequest,
  readIngestJobRequest,
  readIngestResultsRequest,
  uploadIngestRowsRequest,
} from "./ingest-requests.ts";
import { abortJobRequest, closeJobRequest, createJobRequest, readJobRequest } from "./job-requests.ts";
import { describeObjectRequest, listObjectsRequest } from "./describe-requests.ts";
import { queryRecordsRequest, readRecordsRequest } from "./record-requests.ts";
import { undeleteRequest } from "./undelete-requests.ts";
import { firstJobsPath, listJobsRequest, readUserRequest, readUsersRequest } from "./org-requests.ts";
import {
  abortQueryJobRequest,
  createQueryJobRequest,
  deleteQueryJobRequest,
  readQueryJobRequest,
} from "./query-requests.ts";
import { listQueryPagesRequest, readQueryPageRequest } from "./query-page-requests.ts";
import {
  listQueryResultsRequest,
  readBatchResultsRequest,
  readQueryResultRequest,
  touchBatchResultsRequest,
} from "./result-requests.ts";

/** The ids that stand in the paths of requests. */
export interface CallIds {
  readonly jobId: string;
  readonly batchId: string;
  readonly resultId: string;
  /** The API name of an object type. */
  readonly object: string;
}

/** One call to Salesforce, as those see it who look at all of them: the relay, the console, the docs, the tests. */
export interface ApiCall {
  /** The function of core that makes it for its user, `closeJob`. Others may make it too. */
  readonly operation: string;
  /** The function that gives the request. */
  readonly from: (...parameters: never[]) => ApiRequest<unknown>;
  /** Gives the request for certain ids. What it says besides is made up. */
  readonly request: (ids: CallIds) => ApiRequest<unknown>;
  /** Whether a relay passes it on for a page: `false` only where its server has said so, `"never"` whatever it says. Default: true. */
  readonly isRelayed?: boolean | "never";
}

const named = { operation: "{operation}", object: "{object}", contentType: "CSV" } as const;
const query = {
  operation: "query",
  query: "{query}",
  contentType: "CSV",
  lineEnding: "LF",
  columnDelimiter: "COMMA",
} as const;
const ingest = { ...named, lineEnding: "LF", columnDelimiter: "COMMA" } as const;

/**
 * All calls. No operation reads this list, so what a page does not call is not in its bundle; a new function of this
 * folder that is missing here fails a test.
 */
export const apiCalls: readonly ApiCall[] = [
  { operation: "createJob", from: createJobRequest, request: () => createJobRequest(named) },
  { operation: "getJob", from: readJobRequest, request: ({ jobId }) => readJobRequest(jobId) },
  { operation: "closeJob", from: closeJobRequest, request: ({ jobId }) => closeJobRequest(jobId) },
  { operation: "abortJob", from: abortJobRequest, request: ({ jobId }) => abortJobRequest(jobId) },
  { operation: "uploadSpec", from: uploadSpecRequest, request: ({ jobId }) => uploadSpecRequest(jobId, "") },
  { operation: "addBatch", from: addBatchRequest, request: ({ jobId }) => addBatchRequest(jobId, "text/csv", "") },
  { operation: "listBatches", from: listBatchesRequest, request: ({ jobId }) => listBatchesRequest(jobId) },
  {
    operation: "getBatch",
    from: readBatchRequest,
    request: ({ jobId, batchId }) => readBatchRequest(jobId, batchId),
  },
  {
    operation: "getBatchRequest",
    from: readBatchRowsRequest,
    request: ({ jobId, batchId }) => readBatchRowsRequest(jobId, batchId),
  },
  {
    operation: "getBatchResults",
    from: readBatchResultsRequest,
    request: ({ jobId, batchId }) => readBatchResultsRequest(jobId, batchId),
  },
  {
    operation: "jobResults",
    from: touchBatchResultsRequest,
    request: ({ jobId, batchId }) => touchBatchResultsRequest(jobId, batchId),
  },
  {
    operation: "queryResults",
    from: listQueryResultsRequest,
    request: ({ jobId, batchId }) => listQueryResultsRequest(jobId, batchId),
  },
  {
    operation: "queryResults",
    from: readQueryResultRequest,
    request: ({ jobId, batchId, resultId }) => readQueryResultRequest(jobId, batchId, resultId),
  },
  { operation: "createIngestJob", from: createIngestJobRequest, request: () => createIngestJobRequest(ingest) },
  {
    operation: "uploadIngestRows",
    from: uploadIngestRowsRequest,
    request: ({ jobId }) => uploadIngestRowsRequest(jobId, new Uint8Array(0)),
  },
  { operation: "getIngestJob", from: readIngestJobRequest, request: ({ jobId }) => readIngestJobRequest(jobId) },
  { operation: "closeIngestJob", from: closeIngestJobRequest, request: ({ jobId }) => closeIngestJobRequest(jobId) },
  { operation: "abortIngestJob", from: abortIngestJobRequest, request: ({ jobId }) => abortIngestJobRequest(jobId) },
  { operation: "deleteIngestJob", from: deleteIngestJobRequest, request: ({ jobId }) => deleteIngestJobRequest(jobId) },
  ...(["successful", "failed", "unprocessed"] as const).map((kind) => ({
    operation: "ingestResults",
    from: readIngestResultsRequest,
    request: ({ jobId }: CallIds) => readIngestResultsRequest(jobId, kind),
  })),
  { operation: "createQueryJob", from: createQueryJobRequest, request: () => createQueryJobRequest(query) },
  { operation: "getQueryJob", from: readQueryJobRequest, request: ({ jobId }) => readQueryJobRequest(jobId) },
  { operation: "abortQueryJob", from: abortQueryJobRequest, request: ({ jobId }) => abortQueryJobRequest(jobId) },
  { operation: "deleteQueryJob", from: deleteQueryJobRequest, request: ({ jobId }) => deleteQueryJobRequest(jobId) },
  {
    operation: "queryJobResults",
    from: listQueryPagesRequest,
    request: ({ jobId }) => listQueryPagesRequest(jobId, ""),
  },
  {
    operation: "queryJobResults",
    from: readQueryPageRequest,
    request: ({ jobId }) => readQueryPageRequest(jobId, "locator={locator}&maxRecords={maxRecords}"),
  },
  { operation: "findJobs", from: listJobsRequest, request: () => listJobsRequest(firstJobsPath("Classic")) },
  { operation: "findJobs", from: listJobsRequest, request: () => listJobsRequest(firstJobsPath("V2Query")) },
  { operation: "getUser", from: readUserRequest, request: () => readUserRequest() },
  { operation: "findUsers", from: readUsersRequest, request: () => readUsersRequest(["{userId}"]), isRelayed: false },
  {
    operation: "checkColumns",
    from: describeObjectRequest,
    request: ({ object }) => describeObjectRequest(object),
    isRelayed: false,
  },
  { operation: "checkColumns", from: listObjectsRequest, request: () => listObjectsRequest(), isRelayed: false },
  {
    operation: "snapshotRows",
    from: readRecordsRequest,
    request: ({ object }) => readRecordsRequest(object, [], []),
    isRelayed: "never",
  },
  ...(["query", "queryAll"] as const).map((resource) => ({
    operation: resource === "query" ? "snapshotRows" : "undoLoad",
    from: queryRecordsRequest,
    request: () => queryRecordsRequest("{soql}", resource),
    isRelayed: "never" as const,
  })),
  { operation: "undoLoad", from: undeleteRequest, request: () => undeleteRequest([]), isRelayed: "never" },
];
