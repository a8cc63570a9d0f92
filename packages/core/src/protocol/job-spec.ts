import type { ConcurrencyMode, ContentType } from "./job-info.ts";
import type { KeyedOperation, LoadOperation } from "./load-operation.ts";

/**
 * What a new job is to do. The names are Salesforce's. For `upsert`, `externalIdFieldName` is required: the field that tells
 * which record to update, or `Id`.
 */
export type JobSpec = KeyedOperation<LoadOperation | "query" | "queryAll"> & JobSettings;

/** What else there is to say of a new job. */
export interface JobSettings {
  /** The API name of the object type, `Account`. */
  readonly object: string;
  /** The format of the batches. Default: `CSV` (Salesforce's own default is `XML`). */
  readonly contentType?: ContentType;
  /** `Serial` has the batches processed one after another, where they lock the same records. Default: `Parallel`. */
  readonly concurrencyMode?: ConcurrencyMode;
  /** The id of the assignment rule for a Case or a Lead. */
  readonly assignmentRuleId?: string;
  /** Line ends within values, as Salesforce is to keep them in long text fields. Default: Salesforce's own choice. */
  readonly lineEnding?: "LF" | "CRLF";
  /**
   * Whether Salesforce is not to try batches again that it could not finish. Default: it tries 10 times to load, 15 times
   * to query.
   */
  readonly disableBatchRetry?: boolean;
  /** Has a query split into one batch for each range of record ids. For query jobs only. Default: false. */
  readonly pkChunking?: boolean | PkChunking;
}

/** How a query is split by the ids of its records. */
export interface PkChunking {
  /** How many ids a chunk spans. Salesforce's default: 100,000; most: 250,000. */
  readonly chunkSize?: number;
  /** The parent object, for a query of a sharing or history object. */
  readonly parent?: string;
  /** The id of 15 or 18 characters that the first chunk begins with. */
  readonly startRow?: string;
}
