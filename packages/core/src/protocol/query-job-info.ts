import * as v from "valibot";
import { dateTime, flag, id, nullable, number, open, string } from "./field-schemas.ts";
import type { ColumnDelimiter, LineEnding } from "./ingest-job-info.ts";
import type { ConcurrencyMode, ContentType, Open, Operation } from "./job-info.ts";

/**
 * The states of a query job of Bulk API 2.0. It is never open: it is queued from its creation on. Others that Salesforce may
 * send are data as well.
 */
export type QueryJobState = Open<"UploadComplete" | "InProgress" | "JobComplete" | "Aborted" | "Failed">;

/**
 * A query job of Bulk API 2.0 as Salesforce describes it. Fields that Salesforce adds later pass through unchanged. The
 * replies to creating and aborting a job have fewer fields; their counts are 0 here.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_one_job.htm
 */
export interface QueryJobInfo {
  /** The job's id, 18 characters, prefix `750`. */
  id: string;
  /** `query`, or `queryAll`, which finds deleted and archived records as well. */
  operation: Operation;
  /** The API name of the object type that is read, `Account`. */
  object: string;
  /** The id of the user who created the job, prefix `005`. */
  createdById: string | null;
  /** When the job was created: ISO 8601 in UTC. */
  createdDate: string;
  /** When the job was last changed: ISO 8601 in UTC. */
  systemModstamp: string;
  /** Where the job stands. */
  state: QueryJobState;
  /** How Salesforce processes it. */
  concurrencyMode: ConcurrencyMode;
  /** The format of the results. */
  contentType: ContentType;
  /** The API version that the job was created with, `68`. Its results are there under no other. */
  apiVersion: number;
  /** How the lines of the results end. */
  lineEnding: LineEnding;
  /** What stands between the values of a row. */
  columnDelimiter: ColumnDelimiter;
  /** `V2Query`; `null` where the reply does not say. `Classic` is a job of Bulk API 1.0. */
  jobType: string | null;
  /** Why the job failed, else `null`. */
  errorMessage: string | null;
  /** How often Salesforce itself tried again. */
  retries: number;
  /** Records that were found. */
  numberRecordsProcessed: number;
  /** Milliseconds to process the job. */
  totalProcessingTime: number;
  /** Whether Salesforce may split the query by record ids; absent where the reply does not say. */
  isPkChunkingSupported?: boolean | undefined;
}

/** Reads a query job out of a parsed reply into {@link QueryJobInfo}. */
export const queryJobInfoSchema: v.GenericSchema<unknown, QueryJobInfo> = v.looseObject({
  id: id("750"),
  operation: open(),
  object: string(),
  createdById: nullable(),
  createdDate: dateTime(),
  systemModstamp: dateTime(),
  state: open(),
  concurrencyMode: open("Parallel"),
  contentType: open("CSV"),
  apiVersion: number(),
  lineEnding: open("LF"),
  columnDelimiter: open("COMMA"),
  jobType: nullable(),
  errorMessage: nullable(),
  retries: number(),
  numberRecordsProcessed: number(),
  totalProcessingTime: number(),
  isPkChunkingSupported: flag(),
});
