import type { Target } from "../../connection/check-connection.ts";
import { type ApiRequest, checkingReply } from "../../requests/api-request.ts";
import { readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { readBatchResultsRequest } from "../../requests/result-requests.ts";
import { ask } from "../../exchange/ask.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { NotTheAnswer } from "../../replies/not-the-answer.ts";
import { isCode } from "../../replies/read-fault.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { RowError, RowResult } from "../../protocol/row-result.ts";
import { type RequestRows, readRequestRows } from "../../rows/read-request-rows.ts";

/** What became of a batch's rows, and the rows themselves where they had to be read. */
export interface BatchRows {
  readonly batchId: string;
  readonly results: readonly RowResult[];
  readonly request?: RequestRows;
}

/**
 * Reads what became of each row of a batch whose processing has ended, whatever became of the batch.
 *
 * @param rows - How many rows it has, where that is known.
 * @param withRequest - When to read the rows that were sent, too: a batch that failed has them read always.
 */
export async function readBatchRows(
  target: Target,
  jobId: string,
  batch: BatchInfo,
  rows: number | undefined,
  withRequest: (results: readonly RowResult[]) => boolean,
  options: CallOptions,
): Promise<BatchRows> {
  const whole = wholeError(batch);
  const results = await readResults(target, jobId, batch, rows, whole, options);
  if (whole === undefined && !withRequest(results)) return { batchId: batch.id, results };
  const counted: ApiRequest<RequestRows> = {
    ...readBatchRowsRequest(jobId, batch.id),
    read: (body) => {
      const request = readRequestRows(body);
      const found = request.records.length;
      checkCount("rows", found, whole === undefined || found < results.length ? results.length : rows);
      return request;
    },
  };
  const request = await askAbout(target, counted, batch, options);
  // A batch that failed midway has results for its first rows. That it is the first ones is a guess.
  const others = request.records.slice(results.length).map(() => failed(whole));
  return { batchId: batch.id, results: [...results, ...others], request };
}

/** Says what to tell of each row of a batch that has no results; `undefined` for a batch that has. */
function wholeError({ state, stateMessage }: BatchInfo): RowError | undefined {
  if (state === "Failed") {
    return { statusCode: "BATCH_FAILED", message: stateMessage ?? "The batch failed", fields: [] };
  }
  if (state === "NotProcessed") {
    return { statusCode: "NOT_PROCESSED", message: stateMessage ?? "The batch was not processed", fields: [] };
  }
  return undefined;
}

const failed = (error: RowError | undefined): RowResult => ({
  id: null,
  success: false,
  created: false,
  errors: error === undefined ? [] : [error],
});

/** Reads the results; none of a batch that has none, and perhaps the first ones of a batch that failed midway. */
async function readResults(
  target: Target,
  jobId: string,
  batch: BatchInfo,
  rows: number | undefined,
  whole: RowError | undefined,
  options: CallOptions,
): Promise<RowResult[]> {
  const { numberRecordsProcessed } = batch;
  const request = readBatchResultsRequest(jobId, batch.id);
  if (whole === undefined) {
    const counted = checkingReply(request, (results) => {
      checkCount("results", results.length, rows ?? (numberRecordsProcessed || undefined));
      return results;
    });
    return await ask(target, counted, options);
  }
  if (numberRecordsProcessed === 0) return [];
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return outcome.value;
  const { failure, attempts } = outcome;
  if (failure.fault !== undefined && isCode(failure.fault, "InvalidBatch")) return [];
  throw toError(request.action, failure, { jobId, attempts });
}

/** Nothing marks the end of CSV but a line break: only the number tells whether all of it came. */
function checkCount(what: string, found: number, expected: number | undefined): void {
  if (expected === undefined || found === expected) return;
  throw new NotTheAnswer(`the reply has ${found} ${what}, expected ${expected}: which row is which cannot be told`);
}

async function askAbout<T>(
  target: Target,
  request: ApiRequest<T>,
  { state, stateMessage }: BatchInfo,
  options: CallOptions,
): Promise<T> {
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return outcome.value;
  const { failure, attempts } = outcome;
  const why = stateMessage === null ? "" : ` (${stateMessage})`;
  throw toError(request.action, failure, {
    jobId: request.jobId,
    attempts,
    note: `the batch is ${state}${why}; to leave it out, name the others as batches`,
  });
}
