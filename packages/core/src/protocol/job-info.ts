import * as v from "valibot";
import { dateTime, flag, id, nullable, number, open, string } from "./field-schemas.ts";

/** What a job does with its records. Others that Salesforce may send are data as well. */
export type Operation = Open<"insert" | "update" | "upsert" | "delete" | "hardDelete" | "query" | "queryAll">;

/** `Open` takes batches, `Closed` takes no more, `Aborted` and `Failed` process none. Others are data as well. */
export type JobState = Open<"Open" | "Closed" | "Aborted" | "Failed">;

/** The format of a job's batches. Others that Salesforce may send are data as well. */
export type ContentType = Open<"XML" | "CSV" | "JSON" | "ZIP_XML" | "ZIP_CSV" | "ZIP_JSON">;

/** Whether batches are processed side by side or one after another. */
export type ConcurrencyMode = Open<"Parallel" | "Serial">;

/** A string of which the known values are suggested, and any other is allowed. */
export type Open<Known extends string> = Known | (string & Record<never, never>);

/**
 * A job as Salesforce describes it: 24 fields, the same whether the reply was JSON or XML.
 *
 * Fields that Salesforce adds later pass through unchanged. What XML leaves out is `null` (strings) or `undefined`
 * (`fastPathEnabled`), as in JSON.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_jobinfo.htm
 */
export interface JobInfo {
  /** The job's id, 18 characters, prefix `750`. */
  id: string;
  /** What the job does with its records. */
  operation: Operation;
  /** The API name of the object type that is processed, `Account`. */
  object: string;
  /** The id of the user who created the job, prefix `005`. Only this user may close it. */
  createdById: string | null;
  /** When the job was created: ISO 8601 in UTC, `2026-02-12T15:43:48.000Z`. */
  createdDate: string;
  /**
   * When the job was last changed, in the form of `createdDate`. The reply to a close may still show the value from
   * before the close (recorded): do not use it to detect a change.
   */
  systemModstamp: string;
  /** Where the job stands. `Closed` means that no batch is accepted any more, not that all are processed. */
  state: JobState;
  /** The external id field of an upsert, else `null`. */
  externalIdFieldName: string | null;
  /** How batches are processed. */
  concurrencyMode: ConcurrencyMode;
  /** The format of the batches. */
  contentType: ContentType;
  /** Batches that wait. */
  numberBatchesQueued: number;
  /** Batches that are being processed. */
  numberBatchesInProgress: number;
  /** Batches whose processing ended, whatever became of their rows. */
  numberBatchesCompleted: number;
  /** Batches that could not be processed. */
  numberBatchesFailed: number;
  /** All batches of the job. */
  numberBatchesTotal: number;
  /** Records that were processed, failed ones included. */
  numberRecordsProcessed: number;
  /** Records that were refused. Since version 19.0. */
  numberRecordsFailed: number;
  /** How often Salesforce itself tried again to process the batches. */
  numberRetries: number;
  /** The API version that the job was created with, `68`. */
  apiVersion: number;
  /** The id of the assignment rule for a Case or Lead, else `null`. */
  assignmentRuleId: string | null;
  /** Milliseconds to process the job. Since version 19.0. */
  totalProcessingTime: number;
  /** Milliseconds of that spent on records. Since version 19.0. */
  apiActiveProcessingTime: number;
  /** Milliseconds of that spent in triggers and other processes. Since version 19.0. */
  apexProcessingTime: number;
  /** Undocumented; in recorded JSON replies since version 58.0, never seen in XML. */
  fastPathEnabled?: boolean | undefined;
}

/**
 * Reads a job out of a parsed reply, JSON or XML, into {@link JobInfo}.
 *
 * Times become one form (`…Z`), numerals become numbers, counts that an old API version leaves out become 0.
 */
export const jobInfoSchema: v.GenericSchema<unknown, JobInfo> = v.looseObject({
  id: id("750"),
  operation: open(),
  object: string(),
  createdById: nullable(),
  createdDate: dateTime(),
  systemModstamp: dateTime(),
  state: open(),
  externalIdFieldName: nullable(),
  concurrencyMode: open("Parallel"),
  contentType: open("XML"),
  numberBatchesQueued: number(),
  numberBatchesInProgress: number(),
  numberBatchesCompleted: number(),
  numberBatchesFailed: number(),
  numberBatchesTotal: number(),
  numberRecordsProcessed: number(),
  numberRecordsFailed: number(),
  numberRetries: number(),
  apiVersion: number(),
  assignmentRuleId: nullable(),
  totalProcessingTime: number(),
  apiActiveProcessingTime: number(),
  apexProcessingTime: number(),
  fastPathEnabled: flag(),
});
