import { checkObject } from "../../arguments/check-object.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { checkRowsOptions, jobRowsOptionNames, type JobRowsOptions } from "./reading/job-rows-options.ts";
import type { FailureReason } from "./failure-reasons.ts";

/** Options of summing up a job. */
export interface JobSummaryOptions extends JobRowsOptions {
  /** How many reasons are told apart by their messages, from 1 to 10,000. The others are counted by code. Default: 100. */
  readonly maxReasons?: number;
}

const optionNames: OptionNames<JobSummaryOptions> = { ...jobRowsOptionNames, maxReasons: true };

/** What became of the rows of a job: `rows` are `written`, `failed`, `notProcessed` and `unknown` together. */
export interface JobSummary {
  readonly jobId: string;
  /** All rows of the batches. A batch whose rows nobody can count is one row: see `uncounted`. */
  readonly rows: number;
  /** Rows that were written. */
  readonly written: number;
  /** Rows that made a new record. */
  readonly created: number;
  /** Rows that were written and made no new record: updated, or deleted. */
  readonly updated: number;
  /** Rows that were refused, those of batches that failed included. */
  readonly failed: number;
  /** Rows of batches that were not processed, because the job was aborted. */
  readonly notProcessed: number;
  /** Rows of which it is not known whether they were written: `mayBeWritten` of `jobResults`. */
  readonly unknown: number;
  /** How many batches there are whose rows nobody can count: `wholeBatch` of `jobResults`. */
  readonly uncounted: number;
  /** Why rows were not written, the most frequent reasons first. */
  readonly reasons: readonly FailureReason[];
}

/** A job to sum up: its id, or the job itself, which spares a request. */
export type JobToSumUp = string | (Pick<JobInfo, "id"> & Partial<Pick<JobInfo, "operation">>);

/**
 * Sums up what became of the rows of a job whose batches are all processed, row by row and true: a job of which a whole
 * batch failed says itself that no row did (`numberRecordsFailed`).
 *
 * Results are read batch by batch, and not at all where Salesforce says that no row of a batch failed and the operation
 * says whether records were made. In memory are a few batches at most: see `concurrency`.
 *
 * @throws TypeError for a bad argument, and for a query job; SalesforceError with `InvalidBatch` where a batch is not
 *   processed yet; ResponseError where the job has not the batches named; NetworkError, SessionError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 * @example
 * ```ts
 * import { jobSummary } from "@sfbulk/core";
 *
 * const { written, failed, reasons } = await jobSummary(connection, job);
 * console.log(`${written} written, ${failed} failed`);
 * for (const { rows, statusCode, message } of reasons) console.log(rows, statusCode, message);
 * ```
 */
export async function jobSummary(
  connection: Connection,
  job: JobToSumUp,
  options: JobSummaryOptions = {},
): Promise<JobSummary> {
  const target = checkConnection(connection);
  if (typeof job !== "string") checkObject("job", job, "an id, or the job as getJob gave it");
  const jobId = checkId(typeof job === "string" ? job : job.id, "750", "jobId");
  checkOptions("options", options, optionNames);
  const maxReasons = checkWholeNumber("maxReasons", options.maxReasons, 100, 1, 10_000);
  const checked = checkRowsOptions(options);
  const given = typeof job === "string" ? undefined : job.operation;
  const operation = given ?? (await ask(target, readJobRequest(jobId), { signal: checked.signal })).operation;
  if (operation === "query" || operation === "queryAll") {
    throw argumentError("InvalidArgument", `Cannot sum up job "${jobId}": it is a query and writes no rows`);
  }
  // Loaded with the CSV parser, for who reads rows.
  const { sumUp } = await import("./results-steps.ts");
  return await sumUp(target, jobId, operation, maxReasons, checked);
}
