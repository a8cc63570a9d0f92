import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { RowResult } from "../../protocol/row-result.ts";
import { checkCount } from "../../replies/check-count.ts";
import { readBatchResultsRequest } from "../../requests/result-requests.ts";
import { countOfBatch } from "../batches/count-of-batch.ts";

/** Reads results as `getBatchResults` does, with arguments that are checked. */
export async function readBatchResults(
  target: Target,
  jobId: string,
  batchId: string,
  rows: number | undefined,
  options: CallOptions,
): Promise<RowResult[]> {
  const request = readBatchResultsRequest(jobId, batchId);
  let counted: Promise<number | undefined> | undefined;
  const read = async (...reply: Parameters<typeof request.read>): Promise<RowResult[]> => {
    const results = await request.read(...reply);
    // JSON and XML have an end.
    if (rows !== undefined || reply[0].kind === "text") {
      checkCount(
        "results",
        results.length,
        rows ?? (await (counted ??= countOfBatch(target, jobId, batchId, options))),
      );
    }
    return results;
  };
  return await ask(target, { ...request, read }, options);
}
