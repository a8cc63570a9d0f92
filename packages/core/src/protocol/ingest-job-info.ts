import * as v from "valibot";
import { dateTime, id, nullable, number, open } from "./field-schemas.ts";
import type { ConcurrencyMode, ContentType, JobInfo, Open, Operation } from "./job-info.ts";
import type { QueryJobInfo } from "./query-job-info.ts";

/**
 * The states of a job of Bulk API 2.0. `UploadComplete` is its "closed"; the processing begins with it. Others that
 * Salesforce may send are data as well.
 */
export type IngestJobState = Open<"Open" | "UploadComplete" | "InProgress" | "JobComplete" | "Aborted" | "Failed">;

/** How the lines of the rows end. It must fit them. */
export type LineEnding = Open<"LF" | "CRLF">;

/** What stands between the values of a row. */
export type ColumnDelimiter = Open<"BACKQUOTE" | "CARET" | "COMMA" | "PIPE" | "SEMICOLON" | "TAB">;

/**
 * An ingest job of Bulk API 2.0 as Salesforce describes it. Fields that Salesforce adds later pass through unchanged.
 * The replies to creating and ending a job have fewer fields; their counts are 0 here.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm
 */
export interface IngestJobInfo {
  /** The job's id, 18 characters, prefix `750`. */
  id: string;
  /** What the job does with its records. */
  operation: Operation;
  /** The API name of the object type, `Account`; `null` for the operations that are for none, `consentImport`. */
  object: string | null;
  /** The id of the user who created the job, prefix `005`. */
  createdById: string | null;
  /** When the job was created: ISO 8601 in UTC. */
  createdDate: string;
  /** When the job was last changed: ISO 8601 in UTC. */
  systemModstamp: string;
  /** Where the job stands. */
  state: IngestJobState;
  /** The external id field of an upsert, else `null`. */
  externalIdFieldName: string | null;
  /** How Salesforce processes it. */
  concurrencyMode: ConcurrencyMode;
  /** The format of the rows. */
  contentType: ContentType;
  /** The API version that the job was created with, `68`. */
  apiVersion: number;
  /** The id of the assignment rule for a Case or Lead, else `null`. */
  assignmentRuleId: string | null;
  /** How the lines of the rows end. */
  lineEnding: LineEnding;
  /** What stands between the values of a row. */
  columnDelimiter: ColumnDelimiter;
  /** `V2Ingest`; `null` where the reply does not say. `Classic` is a job of Bulk API 1.0. */
  jobType: string | null;
  /** Why the job failed, else `null`. */
  errorMessage: string | null;
  /** How often Salesforce itself tried again. */
  retries: number;
  /** Records that were processed, failed ones included. */
  numberRecordsProcessed: number;
  /** Records that were refused. */
  numberRecordsFailed: number;
  /** Milliseconds to process the job. */
  totalProcessingTime: number;
  /** Milliseconds of that spent on records. */
  apiActiveProcessingTime: number;
  /** Milliseconds of that spent in triggers and other processes. */
  apexProcessingTime: number;
}

/** A job of either API. */
export type AnyJobInfo = JobInfo | IngestJobInfo | QueryJobInfo;

/** Reads an ingest job out of a parsed reply into {@link IngestJobInfo}. */
export const ingestJobInfoSchema: v.GenericSchema<unknown, IngestJobInfo> = v.looseObject({
  id: id("750"),
  operation: open(),
  object: nullable(),
  createdById: nullable(),
  createdDate: dateTime(),
  systemModstamp: dateTime(),
  state: open(),
  externalIdFieldName: nullable(),
  concurrencyMode: open("Parallel"),
  contentType: open("CSV"),
  apiVersion: number(),
  assignmentRuleId: nullable(),
  lineEnding: open("LF"),
  columnDelimiter: open("COMMA"),
  jobType: nullable(),
  errorMessage: nullable(),
  retries: number(),
  numberRecordsProcessed: number(),
  numberRecordsFailed: number(),
  totalProcessingTime: number(),
  apiActiveProcessingTime: number(),
  apexProcessingTime: number(),
});
