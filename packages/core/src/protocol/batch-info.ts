import * as v from "valibot";
import { dateTime, id, nullable, number } from "./field-schemas.ts";
import type { Open } from "./job-info.ts";

/**
 * Where a batch stands. `NotProcessed` is final: its job was aborted, or Salesforce split it into chunks. Others that
 * Salesforce may send are data as well.
 */
export type BatchState = Open<"Queued" | "InProgress" | "Completed" | "Failed" | "NotProcessed">;

/**
 * A batch as Salesforce describes it, the same whether the reply was JSON or XML. Fields that Salesforce adds later pass
 * through unchanged.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_batchinfo.htm
 */
export interface BatchInfo {
  /** The batch's id, 18 characters, prefix `751`. */
  id: string;
  /** The id of its job, prefix `750`. */
  jobId: string;
  /** Where the batch stands. `Completed` says nothing about its rows: see `numberRecordsFailed`. */
  state: BatchState;
  /** Why it failed or was not processed, `InvalidBatch : Field name not found : Name`, else `null`. */
  stateMessage: string | null;
  /** When the batch was added: ISO 8601 in UTC. */
  createdDate: string;
  /** When the batch was last changed: ISO 8601 in UTC. */
  systemModstamp: string;
  /** Records that were processed, failed ones included. */
  numberRecordsProcessed: number;
  /** Records that were refused. Since version 19.0. */
  numberRecordsFailed: number;
  /** Milliseconds to process the batch. Since version 19.0. */
  totalProcessingTime: number;
  /** Milliseconds of that spent on records. Since version 19.0. */
  apiActiveProcessingTime: number;
  /** Milliseconds of that spent in triggers and other processes. Since version 19.0. */
  apexProcessingTime: number;
}

/**
 * Reads a batch out of a parsed reply, JSON or XML, into {@link BatchInfo}. The state `Not Processed`, so spelt in one of
 * Salesforce's samples, becomes `NotProcessed`.
 */
export const batchInfoSchema: v.GenericSchema<unknown, BatchInfo> = v.looseObject({
  id: id("751"),
  jobId: id("750"),
  state: v.pipe(
    v.string(),
    v.nonEmpty(),
    v.transform((state): BatchState => state.replaceAll(" ", "")),
  ),
  stateMessage: nullable(),
  createdDate: dateTime(),
  systemModstamp: dateTime(),
  numberRecordsProcessed: number(),
  numberRecordsFailed: number(),
  totalProcessingTime: number(),
  apiActiveProcessingTime: number(),
  apexProcessingTime: number(),
});
