import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { pool } from "../../async/pool.ts";
import type { OperationError } from "../../exchange/failure.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { listQueryResultsRequest } from "../../requests/result-requests.ts";
import { askAboutBatch } from "../results/reading/ask-about-batch.ts";
import { findNamed } from "../results/reading/batches-to-read.ts";
import { finishedBatches, whyWait } from "../results/reading/finished-batches.ts";
import type { CheckedQueryOptions } from "./query-results-options.ts";

/** Names the results of a query's batch. */
export interface QueryBatchResults {
  readonly batchId: string;
  /** How many records they have together; `undefined` where Salesforce has not counted them. */
  readonly records: number | undefined;
  /** Their ids, in the order in which they belong together; or why that cannot be told. */
  readonly results:
    | { readonly ok: true; readonly value: readonly string[] }
    | { readonly ok: false; readonly error: OperationError };
}

/**
 * Finds the results of a query job, in order: the batches as they are named or else by age, and of each its results as
 * Salesforce lists them.
 *
 * The original batch of a job that Salesforce cut into chunks is NotProcessed and has none. In a job that was aborted
 * such a batch is one whose records are missing, and so is one that failed: these are errors.
 */
export async function* queryResultIds(
  target: Target,
  jobId: string,
  { batchIds, concurrency, signal }: CheckedQueryOptions,
): AsyncGenerator<QueryBatchResults, void> {
  const { state: jobState } = await ask(target, readJobRequest(jobId), { signal });
  const named = batchIds && new Set(batchIds.map((id) => id.slice(0, 15)));
  const isWanted = ({ id }: BatchInfo): boolean => named === undefined || named.has(id.slice(0, 15));
  const isMissing = ({ state }: BatchInfo): boolean =>
    state === "Failed" || (state === "NotProcessed" && jobState === "Aborted");
  const all = await finishedBatches(
    target,
    jobId,
    (batch, others) => {
      if (!isWanted(batch)) return undefined;
      return whyWait(batch, others) ?? (isMissing(batch) ? whyMissing(batch, others.filter(isMissing)) : undefined);
    },
    { signal },
  );
  const batches = batchIds === undefined ? all : findNamed(jobId, all, batchIds);
  const list = async (batch: BatchInfo, inner: AbortSignal): Promise<QueryBatchResults> => ({
    batchId: batch.id,
    // What an old API version does not count is 0.
    records: batch.state === "Completed" ? batch.numberRecordsProcessed || undefined : undefined,
    results: await askAboutBatch(target, listQueryResultsRequest(jobId, batch.id), jobId, batch.id, {
      signal: inner,
    }),
  });
  const withResults = batches.filter((batch) => batch.state !== "NotProcessed" || isMissing(batch));
  yield* pool(withResults, list, { concurrency, order: "source", signal });
}

function whyMissing({ state, stateMessage }: BatchInfo, missing: readonly BatchInfo[]): string {
  const why = stateMessage === null ? "" : ` (${stateMessage})`;
  const others = missing.length > 1 ? `, and those of ${missing.length - 1} more` : "";
  return `the batch is ${state}${why}, and its records would be missing${others}; to read the others, name them as batches`;
}
