import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { pool } from "../../async/pool.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { listQueryResultsRequest } from "../../requests/result-requests.ts";
import { finishedBatches, whyWait } from "../results/finished-batches.ts";

/** Names one result of a query. */
export interface QueryResultId {
  readonly batchId: string;
  readonly resultId: string;
}

/**
 * Finds the results of a query job, in order: the batches by age, and of each its results as Salesforce lists them.
 *
 * The original batch of a job that Salesforce cut into chunks is NotProcessed and has none. In a job that was aborted
 * such a batch is one whose records are missing, and so is one that failed: these are errors.
 */
export async function* queryResultIds(
  target: Target,
  jobId: string,
  concurrency: number,
  { signal }: CallOptions,
): AsyncGenerator<QueryResultId, void> {
  const { state: jobState } = await ask(target, readJobRequest(jobId), { signal });
  const isMissing = ({ state }: BatchInfo): boolean =>
    state === "Failed" || (state === "NotProcessed" && jobState === "Aborted");
  const batches = await finishedBatches(
    target,
    jobId,
    (batch, all) => whyWait(batch, all) ?? (isMissing(batch) ? whyMissing(batch) : undefined),
    { signal },
  );
  const list = async ({ id }: BatchInfo, inner: AbortSignal) => ({
    batchId: id,
    resultIds: await ask(target, listQueryResultsRequest(jobId, id), { signal: inner }),
  });
  const withResults = batches.filter((batch) => batch.state !== "NotProcessed" || isMissing(batch));
  const lists = pool(withResults, list, { concurrency, order: "source", signal });
  for await (const { batchId, resultIds } of lists) {
    for (const resultId of resultIds) yield { batchId, resultId };
  }
}

const whyMissing = ({ state, stateMessage }: BatchInfo): string =>
  `the batch is ${state}${stateMessage === null ? "" : ` (${stateMessage})`}, and its records would be missing`;
