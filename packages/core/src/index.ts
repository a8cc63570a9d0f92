/**
 * Salesforce's Bulk API 1.0 over any `fetch`: close a job, and be certain that it is closed.
 *
 * @module
 */
export type { AdapterInit, AdapterResponse, FetchAdapter } from "./connection/adapter.ts";
export type { AttemptInfo } from "./connection/attempt-info.ts";
export { defaultVersion, normaliseVersion } from "./connection/api-version.ts";
export type {
  Compress,
  CompressChunks,
  Connection,
  Decompress,
  GzipOptions,
  RetryPolicy,
  TokenSource,
} from "./connection/connection.ts";
export { isApiHost } from "./connection/api-hosts.ts";
export { normaliseInstanceUrl } from "./connection/instance-url.ts";
export { isGzip } from "./bytes/gzip.ts";
export { checkOptions, type OptionNames } from "./arguments/check-options.ts";
export type { StandardIssue, StandardResult, StandardSchema } from "./arguments/standard-schema.ts";
export { checkWholeNumber } from "./arguments/check-whole-number.ts";
export { describeBadToken } from "./arguments/describe-bad-token.ts";
export { type Duration, readTimeout } from "./arguments/read-duration.ts";
export { type ArgumentError, argumentError } from "./errors/argument-error.ts";
export type { EndingFailedError } from "./errors/ending-failed-error.ts";
export type { ErrorCode } from "./errors/error-code.ts";
export type { ErrorDetails } from "./errors/error-details.ts";
export { isSfbulkError, type SfbulkError } from "./errors/is-sfbulk-error.ts";
export { JournalError } from "./errors/journal-error.ts";
export { isLoadError, LoadError, type LoadErrorDetails } from "./errors/load-error.ts";
export { NetworkError } from "./errors/network-error.ts";
export { redact } from "./errors/redact.ts";
export { ResponseError, type ResponseErrorDetails } from "./errors/response-error.ts";
export { SalesforceError, type SalesforceErrorDetails } from "./errors/salesforce-error.ts";
export { SessionError } from "./errors/session-error.ts";
export { WaitTimeoutError } from "./errors/wait-timeout-error.ts";
export { withCode } from "./errors/with-code.ts";
export { isUnfinishedBatch } from "./replies/is-unfinished-batch.ts";
export type {
  AddingBatchEntry,
  BatchAddedEntry,
  BegunEntry,
  CreatingJobEntry,
  DuplicateBatch,
  EndedEntry,
  JobClosedEntry,
  JobCreatedEntry,
  JournalEntry,
  LoadFailureReason,
  LoadLimits,
  LoadReading,
  LoadSummary,
  TakenUpEntry,
  UploadedEntry,
  UploadingEntry,
} from "./protocol/journal-entry.ts";
export type { Journal } from "./journals/journal.ts";
export { type JournalFile, lineJournal } from "./journals/line-journal.ts";
export { memoryJournal } from "./journals/memory-journal.ts";
export { lineSnapshot } from "./journals/line-snapshot.ts";
export { memorySnapshot } from "./journals/memory-snapshot.ts";
export type { Snapshot } from "./journals/snapshot.ts";
export type { JobChanges } from "./async/changes.ts";
export type { IntervalOptions } from "./async/read-intervals.ts";
export type { CallOptions } from "./exchange/exchange.ts";
export {
  checkSource,
  type CheckedSource,
  type CheckSourceOptions,
  type CsvDialect,
} from "./batches/sources/check-source.ts";
export type { CsvSourceOptions } from "./batches/sources/csv-source-options.ts";
export type { OpenRowSource, RowSource } from "./batches/sources/row-source.ts";
export type { Delimiter } from "./protocol/delimiter.ts";
export type { SourceEncoding } from "./encoding/check-encoding.ts";
export { abortJob } from "./operations/jobs/abort-job.ts";
export { abortJobs, type AbortOutcome } from "./operations/jobs/abort-jobs.ts";
export { addBatch, type BatchJob } from "./operations/loading/add-batch.ts";
export type { AddBatchesOptions } from "./operations/loading/add-batches-options.ts";
export { addBatches } from "./operations/loading/add-batches.ts";
export type { JobRowsOptions, NumberedBatch } from "./operations/results/reading/job-rows-options.ts";
export { findDuplicateBatches, type TwinBatch } from "./operations/loading/find-duplicate-batches.ts";
export { closeJob } from "./operations/jobs/close-job.ts";
export { closeJobs, type CloseJobsOptions, type CloseOutcome } from "./operations/jobs/close-jobs.ts";
export type { JobReference } from "./operations/jobs/end-either-job.ts";
export type { EndJobsOptions } from "./operations/jobs/end-jobs.ts";
export { findJobApi, type JobApi } from "./operations/jobs/find-job-api.ts";
export { carryOutSweep, type CarryOutSweepOptions } from "./operations/sweeping/carry-out-sweep.ts";
export { closeStaleJobs, type CloseStaleJobsOptions } from "./operations/sweeping/close-stale-jobs.ts";
export type { IngestEnding, OpenJobInfo, PlannedEnding, StaleJobOutcome } from "./operations/sweeping/end-stale-job.ts";
export { createJob } from "./operations/jobs/create-job.ts";
export type { JobSettings, JobSpec } from "./protocol/job-spec.ts";
export { failedRowsCsv, type FailedRowsCsvOptions } from "./operations/results/failed-rows-csv.ts";
export { type FailedRow, failedRows } from "./operations/results/failed-rows.ts";
export { findJobs, type FindJobsOptions, type JobFilter } from "./operations/sweeping/find-jobs.ts";
export { getBatchRequest, type GetBatchRequestOptions } from "./operations/batches/get-batch-request.ts";
export { getBatchResults, type GetBatchResultsOptions } from "./operations/results/get-batch-results.ts";
export { getBatch } from "./operations/batches/get-batch.ts";
export { getJob } from "./operations/jobs/get-job.ts";
export { findUsers } from "./operations/sweeping/find-users.ts";
export { getUser } from "./operations/sweeping/get-user.ts";
export type { IngestResultKind } from "./requests/ingest-requests.ts";
export type { NamedUser, UserInfo } from "./requests/org-requests.ts";
export { abortIngestJob } from "./operations/ingest/abort-ingest-job.ts";
export { closeIngestJob } from "./operations/ingest/close-ingest-job.ts";
export { type IngestCsvOptions, ingestResultsCsv } from "./operations/ingest/ingest-results-csv.ts";
export { type IngestJobToRead, ingestResults, type IngestRowResult } from "./operations/ingest/ingest-results.ts";
export { createIngestJob, type IngestJobSettings, type IngestJobSpec } from "./operations/ingest/create-ingest-job.ts";
export { deleteIngestJob } from "./operations/ingest/delete-ingest-job.ts";
export { getIngestJob } from "./operations/ingest/get-ingest-job.ts";
export type { IngestRows, OpenIngestRows } from "./operations/ingest/pack-rows.ts";
export { uploadIngestRows, type UploadIngestRowsOptions } from "./operations/ingest/upload-ingest-rows.ts";
export { waitForIngestJob, type WaitForIngestJobOptions } from "./operations/ingest/wait-for-ingest-job.ts";
export type { WaitForBulk2JobOptions } from "./operations/ingest/wait-until-ended.ts";
export { abortQueryJob } from "./operations/query-jobs/abort-query-job.ts";
export { createQueryJob, type QueryJobSpec } from "./operations/query-jobs/create-query-job.ts";
export { deleteQueryJob } from "./operations/query-jobs/delete-query-job.ts";
export { getQueryJob } from "./operations/query-jobs/get-query-job.ts";
export { queryJobResultsCsv } from "./operations/query-jobs/query-job-results-csv.ts";
export type { QueryJobCsvOptions } from "./operations/query-jobs/query-job-results-csv.ts";
export type { QueryJobResultsOptions } from "./operations/query-jobs/query-job-results-options.ts";
export { type QueryJobRecordsOptions, queryJobResults } from "./operations/query-jobs/query-job-results.ts";
export { objectOfQuery } from "./protocol/object-of-query.ts";
export { waitForQueryJob, type WaitForQueryJobOptions } from "./operations/query-jobs/wait-for-query-job.ts";
export type { PkChunking } from "./protocol/job-spec.ts";
export type { JobProgress } from "./operations/waiting/job-progress.ts";
export { type JobRowResult, jobResults } from "./operations/results/job-results.ts";
export type { BatchRowResult } from "./operations/results/reading/read-batch-rows.ts";
export type { FailureReason } from "./operations/results/failure-reasons.ts";
export {
  type JobSummary,
  jobSummary,
  type JobSummaryOptions,
  type JobToSumUp,
} from "./operations/results/job-summary.ts";
export { loadFailedRows } from "./operations/load-rows/outcomes/load-failed-rows.ts";
export type { LoadProgress } from "./operations/load-rows/options/load-progress.ts";
export type { LoadPreflight } from "./protocol/load-preflight.ts";
export type { IngestLoadSettings, IngestLoadSpec } from "./protocol/ingest-load-spec.ts";
export type { AnyLoadResult, IngestLoadResult, LoadedBatch, LoadResult } from "./protocol/load-result.ts";
export {
  type LoadRowResult,
  type LoadRowsReadOptions,
  loadResults,
} from "./operations/load-rows/outcomes/load-results.ts";
export type { IngestLoadOptions } from "./operations/load-rows/options/ingest-load-options.ts";
export type { LoadRowsOptions } from "./operations/load-rows/options/load-rows-options.ts";
export type {
  IngestFailedRow,
  IngestLoadRowResult,
  IngestReadOptions,
} from "./operations/load-rows/ingest-outcomes/ingest-row-outcomes.ts";
export { loadRows } from "./operations/load-rows/load-rows.ts";
export { type SnapshotJob, snapshotRows, type SnapshotRowsOptions } from "./operations/snapshots/snapshot-rows.ts";
export { planUndo } from "./operations/undo/plan-undo.ts";
export { undoLoad } from "./operations/undo/undo-load.ts";
export type {
  LaterUndo,
  PlanUndoOptions,
  UndoLoadOptions,
  UndoneLoad,
  UndoProgress,
} from "./operations/undo/undo-options.ts";
export type { UndoPlan, UndoReason, UndoRecord, UndoResult, UndoStep, UndoSummary } from "./protocol/undo-plan.ts";
export type { SnapshotPart, SnapshotRecord, SnapshotStamp } from "./protocol/snapshot-part.ts";
export { listBatches } from "./operations/batches/list-batches.ts";
export { type Ending, openJob, type OpenJob, type OpenJobOptions } from "./operations/jobs/open-job.ts";
export {
  checkColumns,
  type CheckedColumns,
  type ColumnCheck,
  type UncheckedColumns,
} from "./operations/preflight/columns/check-columns.ts";
export { describeObject } from "./operations/preflight/columns/describe-object.ts";
export { listObjects } from "./operations/preflight/columns/list-objects.ts";
export type { ColumnField } from "./operations/preflight/columns/column-field.ts";
export type { ColumnFinding, ColumnFindingKind } from "./protocol/column-finding.ts";
export { createValueChecker, type ValueChecker } from "./operations/preflight/values/create-value-checker.ts";
export type { LoadTarget } from "./operations/preflight/columns/load-target.ts";
export type { ValueExample, ValueFinding, ValueFindingKind } from "./protocol/value-finding.ts";
export { queryResultsCsv } from "./operations/queries/query-results-csv.ts";
export { type QueryRecordsOptions, queryResults } from "./operations/queries/query-results.ts";
export type { QueryCsvOptions } from "./operations/queries/query-results-csv.ts";
export type { QueryResultsOptions } from "./operations/queries/query-results-options.ts";
export { runQueryCsv } from "./operations/queries/run-query-csv.ts";
export type { RunQueryCsvOptions } from "./operations/queries/run-query-csv.ts";
export type { RunQueryOptions } from "./operations/queries/run-query-options.ts";
export type { RowsTold } from "./rows/rows-told.ts";
export { runQuery, type RunQueryRecordsOptions } from "./operations/queries/run-query.ts";
export { type ClosedJob, settleClose } from "./operations/jobs/settle-close.ts";
export { uploadSpec } from "./operations/loading/upload-spec.ts";
export { type FinishedJob, waitForJob, type WaitForJobOptions } from "./operations/waiting/wait-for-job.ts";
export { watchJob, type WatchJobOptions } from "./operations/waiting/watch-job.ts";
export { type EndedJob, withJob, type WithJobOptions } from "./operations/jobs/with-job.ts";
export {
  type AuthorizationOptions,
  beginAuthorization,
  type BegunAuthorization,
  type PendingAuthorization,
} from "./sessions/begin-authorization.ts";
export {
  authorizeOnLoopback,
  type ListenOnLoopback,
  type LoopbackAnswer,
  type LoopbackListener,
  type LoopbackOptions,
} from "./sessions/authorize-on-loopback.ts";
export { type Authorized, finishAuthorization } from "./sessions/finish-authorization.ts";
export { clientCredentialsSource, type ClientCredentialsOptions } from "./sessions/client-credentials.ts";
export { fileGrantStore, type GrantFiles } from "./sessions/stores/file-grant-store.ts";
export type { GrantStore, StoredGrant } from "./sessions/stores/grant-store.ts";
export { type JwtBearerOptions, jwtBearerSource } from "./sessions/jwt-bearer.ts";
export { memoryStore } from "./sessions/stores/memory-store.ts";
export { type RefreshTokenOptions, refreshTokenSource } from "./sessions/refresh-token.ts";
export type { OrgTokenSource, TokenEndpoint } from "./sessions/token-grant.ts";
export type { AddedBatch } from "./protocol/added-batch.ts";
export { type BatchInfo, batchInfoSchema, type BatchState } from "./protocol/batch-info.ts";
export type {
  AnyJobInfo,
  ColumnDelimiter,
  IngestJobInfo,
  IngestJobState,
  LineEnding,
} from "./protocol/ingest-job-info.ts";
export {
  type ConcurrencyMode,
  type ContentType,
  type JobInfo,
  jobInfoSchema,
  type JobState,
  type Open,
  type Operation,
} from "./protocol/job-info.ts";
export type { QueryJobInfo, QueryJobState } from "./protocol/query-job-info.ts";
export type { DataSetOperation, KeyedOperation, LoadOperation } from "./protocol/load-operation.ts";
export type {
  FieldDescription,
  ListedObject,
  ObjectDescription,
  PicklistValue,
} from "./protocol/object-description.ts";
export type { ListedJob } from "./protocol/listed-job.ts";
export { type RowError, type RowResult, rowResultSchema } from "./protocol/row-result.ts";
export { isSameId, toLongId } from "./protocol/salesforce-id.ts";
export type { QueryRecord } from "./rows/read-query-rows.ts";
export type { RowRecord } from "./rows/read-request-rows.ts";
