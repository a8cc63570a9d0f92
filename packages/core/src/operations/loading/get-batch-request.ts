import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import { ask } from "../../exchange/ask.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { checkCount } from "../../replies/check-count.ts";
import { NotTheAnswer } from "../../replies/not-the-answer.ts";
import { readBatchRequest, readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { orNotTheAnswer } from "../../rows/or-not-the-answer.ts";

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
  const request = readBatchRowsRequest(job, batch);
  const text = await ask(target, { ...request, asText: true }, options);
  // A statement has no end to know it by.
  if (/^\s{0,100}SELECT\s/i.test(text)) return text;
  // Loaded with the parsers, for who reads rows.
  const [{ countRequestRows, hasEnd }, { wholeTextRequest }] = await Promise.all([
    import("../../rows/read-request-rows.ts"),
    import("./whole-text-request.ts"),
  ]);
  const look = (sent: string, rows: number | undefined): string => {
    const found = orNotTheAnswer(() => countRequestRows(sent));
    // Salesforce may count fewer than were sent; whoever has sent them knows.
    if (given !== undefined || found < (rows ?? 0)) checkCount("rows", found, rows);
    return sent;
  };
  const isWhole = (rows: number | undefined): boolean => {
    try {
      return look(text, rows) === text;
    } catch (error) {
      if (error instanceof NotTheAnswer) return false;
      throw error;
    }
  };
  if (hasEnd(text) && isWhole(given)) return text;
  const rows = given ?? (await countOf(target, job, batch, options));
  const isCounted = rows !== undefined;
  if (isCounted && /[\r\n]$/.test(text) && isWhole(rows)) return text;
  let longest = text;
  const again = wholeTextRequest(job, batch, {
    read: (sent) => look(sent, rows),
    isCounted,
    before: text,
    onText: (sent) => {
      if (sent.length > longest.length) longest = sent;
    },
  });
  const outcome = await exchange(target, again, options);
  if (outcome.ok) return outcome.value;
  // What a batch that failed was sent as may be no rows at all.
  if (!isCounted && outcome.failure.code === "UnreadableReply") return longest;
  throw toError(request.action, outcome.failure, { jobId: job, attempts: outcome.attempts });
}

/** Asks how many rows a batch has; `undefined` where Salesforce has not counted them. */
async function countOf(
  target: Target,
  jobId: string,
  batchId: string,
  options: CallOptions,
): Promise<number | undefined> {
  const { state, numberRecordsProcessed } = await ask(target, readBatchRequest(jobId, batchId), options);
  return state === "Completed" ? numberRecordsProcessed || undefined : undefined;
}
