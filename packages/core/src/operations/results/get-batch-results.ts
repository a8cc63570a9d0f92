import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { RowResult } from "../../protocol/row-result.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { checkCount } from "../../replies/check-count.ts";
import { readBatchResultsRequest } from "../../requests/result-requests.ts";
import { countOfBatch } from "../batches/count-of-batch.ts";

/** Options of {@link getBatchResults}. */
export interface GetBatchResultsOptions extends CallOptions {
  /** How many rows the batch has, where that is known. Default: Salesforce is asked, where nothing else proves it. */
  readonly rows?: number;
}

const optionNames: OptionNames<GetBatchResultsOptions> = { rows: true, signal: true };

/**
 * Reads what became of each row of a batch, in the order of the rows that were sent; from CSV, JSON and XML jobs alike.
 *
 * Nothing marks the end of CSV, so that results which were cut at a row's end look whole: they are counted against `rows`,
 * or else against what Salesforce says of the batch, for which it is read. Too few are asked for again.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @param batchId - The batch's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; SalesforceError with `InvalidBatch` where the batch is not completed or was
 *   not processed; ResponseError with `RowsMismatch` where there are not as many results as rows; NetworkError,
 *   SessionError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 * @example
 * ```ts
 * import { getBatchResults } from "@sfbulk/core";
 *
 * const results = await getBatchResults(connection, job.id, batch.id);
 * const failed = results.filter((row) => !row.success);
 * ```
 */
export async function getBatchResults(
  connection: Connection,
  jobId: string,
  batchId: string,
  options: GetBatchResultsOptions = {},
): Promise<RowResult[]> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  const batch = checkId(batchId, "751", "batchId");
  checkOptions("options", options, optionNames);
  const rows = options.rows === undefined ? undefined : checkWholeNumber("rows", options.rows, 0, 0);
  const request = readBatchResultsRequest(job, batch);
  let counted: Promise<number | undefined> | undefined;
  const read = async (...reply: Parameters<typeof request.read>): Promise<RowResult[]> => {
    const results = await request.read(...reply);
    // JSON and XML have an end.
    if (rows !== undefined || reply[0].kind === "text") {
      checkCount("results", results.length, rows ?? (await (counted ??= countOfBatch(target, job, batch, options))));
    }
    return results;
  };
  return await ask(target, { ...request, read }, options);
}
