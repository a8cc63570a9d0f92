export type { AdapterInit, FetchAdapter } from "./connection/adapter.ts";
export type { Compress, Connection, GzipOptions, RetryPolicy, TokenSource } from "./connection/connection.ts";
export { type BatchInfo, batchInfoSchema, type BatchState } from "./protocol/batch-info.ts";
export {
  type ConcurrencyMode,
  type ContentType,
  type JobInfo,
  jobInfoSchema,
  type JobState,
  type Open,
  type Operation,
} from "./protocol/job-info.ts";
export type { RowError, RowResult } from "./protocol/row-result.ts";
export { toLongId } from "./protocol/salesforce-id.ts";
