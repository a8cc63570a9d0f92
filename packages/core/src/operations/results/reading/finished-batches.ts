import type { Target } from "../../../connection/check-connection.ts";
import { ask } from "../../../exchange/ask.ts";
import { type CallOptions, exchange } from "../../../exchange/exchange.ts";
import { toError } from "../../../exchange/failure.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import { listBatchesRequest } from "../../../requests/batch-requests.ts";
import { touchBatchResultsRequest } from "../../../requests/result-requests.ts";

/**
 * Lists the batches of a job of which none is in the way of reading its results, in the order in which they were added as
 * far as it can be known: by `createdDate`, which has whole seconds, and within a second by id.
 *
 * Where one is in the way, Salesforce is asked for its results, and its refusal becomes the error: it may have ended in
 * the meantime.
 *
 * @param whyNot - Says in an error's last words why the results cannot be read yet; `undefined` for a batch that is no
 *   obstacle.
 */
export async function finishedBatches(
  target: Target,
  jobId: string,
  whyNot: (batch: BatchInfo, all: readonly BatchInfo[]) => string | undefined,
  options: CallOptions,
): Promise<BatchInfo[]> {
  const answered = new Set<string>();
  for (;;) {
    const batches = await ask(target, listBatchesRequest(jobId), options);
    const obstacle = batches.find((batch) => !answered.has(batch.id) && whyNot(batch, batches) !== undefined);
    if (obstacle === undefined) return batches.toSorted(byAge);
    const request = touchBatchResultsRequest(jobId, obstacle.id);
    const outcome = await exchange(target, request, options);
    if (!outcome.ok) {
      const note = whyNot(obstacle, batches) ?? "";
      throw toError(request.action, outcome.failure, { jobId, attempts: outcome.attempts, note });
    }
    answered.add(obstacle.id);
  }
}

const byAge = (one: BatchInfo, other: BatchInfo): number =>
  compare(one.createdDate, other.createdDate) || compare(one.id, other.id);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Says how many batches of an ingest or query job Salesforce still works on. */
export function whyWait({ state }: BatchInfo, all: readonly BatchInfo[]): string | undefined {
  if (!isWaiting(state)) return undefined;
  const waiting = all.filter((batch) => isWaiting(batch.state)).length;
  return `${waiting} of the job's ${all.length} batches are not processed yet: wait for them first`;
}

const isWaiting = (state: string): boolean => state === "Queued" || state === "InProgress";
