import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { readBatchRequest } from "../../requests/batch-requests.ts";

/**
 * Asks how many rows a batch has; `undefined` where Salesforce has not counted them: what an old API version does not count is
 * 0, and of a batch that failed midway nobody says how many there are.
 */
export async function countOfBatch(
  target: Target,
  jobId: string,
  batchId: string,
  options: CallOptions,
): Promise<number | undefined> {
  const { state, numberRecordsProcessed } = await ask(target, readBatchRequest(jobId, batchId), options);
  return state === "Completed" ? numberRecordsProcessed || undefined : undefined;
}
