import type { Target } from "../../../connection/check-connection.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import type { RowList } from "../../../protocol/row-list.ts";
import type { RowError, RowResult } from "../../../protocol/row-result.ts";
import { readRowResults } from "../../../replies/read-row-results.ts";
import { readBatchResultsRequest } from "../../../requests/result-requests.ts";
import { type AboutBatch, askAboutBatch, countingReply } from "./ask-about-batch.ts";
import type { BatchToRead } from "./batches-to-read.ts";
import { readSentRows, type SentRows } from "./read-sent-rows.ts";

/** What became of one row of a batch, or of all of them where nobody can tell how many they are. */
export interface BatchRowResult extends RowResult {
  /**
   * Set where it is not known whether the row was written: its batch has no results that can be read, though Salesforce
   * says that it wrote some. Loaded again, it may be there twice.
   */
  readonly mayBeWritten?: true;
  /** Set where this one result stands for all rows of its batch (or all but the first ones): how many, nobody can tell. */
  readonly wholeBatch?: true;
}

/** What became of a batch's rows, and the rows themselves where they had to be read. */
export interface BatchRows {
  readonly batchId: string;
  readonly results: RowList<BatchRowResult>;
  readonly sent?: SentRows;
}

/**
 * Reads what became of each row of a batch whose processing has ended, whatever became of the batch. One whose results
 * cannot be read has a result for each row too, which says so.
 *
 * @param withRows - When to read the rows that were sent, too. Where nothing else tells how many they are, they are read
 *   always.
 * @throws what is not about this batch: no reply, no session, a refusal of everything.
 */
export async function readBatchRows(
  target: Target,
  jobId: string,
  { info, rows }: BatchToRead,
  withRows: (results: RowList<RowResult>) => boolean,
  options: CallOptions,
): Promise<BatchRows> {
  const batchId = info.id;
  const whole = wholeError(info);
  const answer = await readResults(target, jobId, info, rows, whole !== undefined, options);
  const known = answer.ok ? answer.value : [];
  if (answer.ok && whole === undefined && !withRows(known)) return { batchId, results: known };
  const error = whole ?? (answer.ok ? undefined : unreadableResults(info, answer.error.message));
  const counted = rows ?? (whole === undefined ? info.numberRecordsProcessed || undefined : undefined);
  const complete = (count: number | undefined): RowList<BatchRowResult> =>
    error === undefined ? known : [...known, ...others(info, known, count, error)];
  if (counted !== undefined && !withRows(complete(counted))) return { batchId, results: complete(counted) };
  const expected = { exactly: error === undefined ? known.length : counted, atLeast: known.length };
  const sent = await readSentRows(target, jobId, batchId, expected, options);
  return { batchId, results: complete(sent.ok ? sent.rows.length : counted), sent };
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

const unreadableResults = ({ stateMessage }: BatchInfo, why: string): RowError => ({
  statusCode: "RESULTS_UNREADABLE",
  message: stateMessage === null ? why : `${stateMessage}; ${why}`,
  fields: [],
});

/**
 * Makes results for the rows that have none. Of a batch that failed midway they are the last ones; that the results which
 * Salesforce holds are those of the first rows is a guess.
 */
function others(
  { state, numberRecordsProcessed, numberRecordsFailed }: BatchInfo,
  known: RowList<RowResult>,
  count: number | undefined,
  error: RowError,
): BatchRowResult[] {
  const written = [...known].filter(({ success }) => success).length;
  // Of a completed batch without counts nothing is known.
  const isUnknown = numberRecordsProcessed === 0 && state !== "Failed" && state !== "NotProcessed";
  const mayBeWritten = isUnknown || numberRecordsProcessed - numberRecordsFailed > written;
  const one: BatchRowResult = {
    id: null,
    success: false,
    created: false,
    errors: [error],
    ...(mayBeWritten ? { mayBeWritten } : {}),
    ...(count === undefined ? { wholeBatch: true } : {}),
  };
  return Array.from({ length: count === undefined ? 1 : Math.max(0, count - known.length) }, () => ({ ...one }));
}

/** Reads the results; none of a batch that has none, and perhaps the first ones of a batch that failed midway. */
async function readResults(
  target: Target,
  jobId: string,
  { id, numberRecordsProcessed }: BatchInfo,
  rows: number | undefined,
  failed: boolean,
  options: CallOptions,
): Promise<AboutBatch<RowList<RowResult>>> {
  // Not as an array: the rows of a batch may be gone through one by one.
  const request = { ...readBatchResultsRequest(jobId, id), read: readRowResults };
  if (!failed) {
    const counted = countingReply(request, "results", rows ?? (numberRecordsProcessed || undefined));
    return await askAboutBatch(target, counted, jobId, id, options);
  }
  if (numberRecordsProcessed === 0) return { ok: true, value: [] };
  return await askAboutBatch(target, request, jobId, id, options);
}
