/**
 * Every call that sfbulk makes to Salesforce, as plain data: for tools that look at all of them. The operations of
 * `@sfbulk/core` are what sends them.
 *
 * @module
 */
export { type ApiCall, apiCalls, type CallIds } from "./api-calls.ts";
export type { ApiRequest, Method, Service } from "./api-request.ts";
export {
  addBatchRequest,
  listBatchesRequest,
  readBatchRequest,
  readBatchRowsRequest,
  uploadSpecRequest,
} from "./batch-requests.ts";
export { type CallTemplate, callTemplate } from "./call-template.ts";
export { findCall, findCalls, type FoundCall } from "./find-call.ts";
export {
  abortIngestJobRequest,
  closeIngestJobRequest,
  createIngestJobRequest,
  deleteIngestJobRequest,
  type NewIngestJob,
  readIngestJobRequest,
  readIngestResultsRequest,
  uploadIngestRowsRequest,
} from "./ingest-requests.ts";
export { abortJobRequest, closeJobRequest, createJobRequest, type NewJob, readJobRequest } from "./job-requests.ts";
export {
  firstJobsPath,
  type ListedJobType,
  listJobsRequest,
  type NamedUser,
  readUserRequest,
  readUsersRequest,
  type TimedJobPage,
} from "./org-requests.ts";
export {
  abortQueryJobRequest,
  createQueryJobRequest,
  deleteQueryJobRequest,
  type NewQueryJob,
  readQueryJobRequest,
} from "./query-requests.ts";
export { listQueryPagesRequest, type QueryResultPages, readQueryPageRequest } from "./query-page-requests.ts";
export { queryRecordsRequest, readRecordsRequest, type RecordPage, type RestRecord } from "./record-requests.ts";
export { requestPath } from "./request-path.ts";
export {
  listQueryResultsRequest,
  readBatchResultsRequest,
  readQueryResultRequest,
  touchBatchResultsRequest,
} from "./result-requests.ts";
export { undeleteRequest, type UndeleteOutcome } from "./undelete-requests.ts";
