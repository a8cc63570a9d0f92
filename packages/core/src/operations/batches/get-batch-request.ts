import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { CallOptions } from "../../exchange/exchange.ts";

/** Options of {@link getBatchRequest}. */
export interface GetBatchRequestOptions extends CallOptions {
  /** How many rows the batch has, where that is known. Default: what Salesforce says of a batch that is completed. */
  readonly rows?: number;
}

const optionNames: OptionNames<GetBatchRequestOptions> = { rows: true, signal: true };

/**
 * Reads the rows of a batch as they were sent, or the statement of a query. Of a ZIP batch it is the content of its
 * `request.txt`.
 *
 * Nothing marks the end of CSV, so that a text which was cut at a row's end looks whole: its rows are counted against
 * `rows`, or else against what Salesforce says of the batch once it is completed, for which it is read. Too few, and what
 * breaks off, are asked for again. Of a batch that is not completed nobody knows the number: there the text is what came
 * twice.
 *
 * @param jobId - The job's id, 15 or 18 characters.
 * @param batchId - The batch's id, 15 or 18 characters.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError; ResponseError, with
 *   `RowsMismatch` where it has not as many rows as it must have.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_request.htm
 * @example
 * ```ts
 * import { getBatchRequest } from "@sfbulk/core";
 *
 * const csv = await getBatchRequest(connection, job.id, batch.id);
 * ```
 */
export async function getBatchRequest(
  connection: Connection,
  jobId: string,
  batchId: string,
  options: GetBatchRequestOptions = {},
): Promise<string> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  const batch = checkId(batchId, "751", "batchId");
  checkOptions("options", options, optionNames);
  const given = options.rows === undefined ? undefined : checkWholeNumber("rows", options.rows, 0, 0);
  // Loaded with the parsers, for who reads rows.
  const { readWholeText } = await import("./read-whole-text.ts");
  return await readWholeText(target, job, batch, given, options);
}
