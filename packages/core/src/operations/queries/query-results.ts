import { checkOptions } from "../../arguments/check-options.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import { type QueryResultsOptions, queryResultsOptionNames } from "./query-results-options.ts";

/**
 * Reads what a query job found, record by record, across its batches and their results; from CSV, JSON and XML jobs alike.
 *
 * A record is what its format says: in CSV every value is a string, and an empty one stands for null; in JSON numbers
 * and booleans are what they are, times are milliseconds since 1970 and `attributes` tells the type; in XML values are
 * strings or null. Nothing is collected: a result may have a gigabyte. The connection's `stallTimeout` is for the start of
 * a result and for each piece of it, not for the whole.
 *
 * Where a result breaks off it is asked for again; it never changes, so what was given already is compared and left out.
 * One that was cut without a broken connection is noticed by its length, its gzip, or where its CSV, JSON or XML ends.
 *
 * The original batch of a job with PK chunking has no results and is left out. A batch that failed, or that an abort left
 * unprocessed, is an error before the first record: its records would be missing.
 *
 * @param jobId - The id of a query job, 15 or 18 characters.
 * @throws TypeError for a bad argument, when it is called; then SalesforceError with `InvalidBatch`, before the first record, where a batch
 *   is not completed; NetworkError and ResponseError, which say how many records were given, SessionError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_bulk_query_processing.htm
 * @example
 * ```ts
 * import { addBatch, createJob, queryResults } from "@sfbulk/core";
 *
 * const query = await createJob(connection, { operation: "query", object: "Account" });
 * await addBatch(connection, query, "SELECT Id, Name FROM Account");
 * for await (const record of queryResults(connection, query.id)) console.log(record["Id"], record["Name"]);
 * ```
 */
export function queryResults(
  connection: Connection,
  jobId: string,
  options: QueryResultsOptions = {},
): AsyncGenerator<QueryRecord, void, undefined> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  checkOptions("options", options, queryResultsOptionNames);
  const concurrency = checkWholeNumber("concurrency", options.concurrency, 2, 1, 50);
  return readQueryResults(target, job, concurrency, options.signal);
}

/** Reads the records of a query job of Bulk API 1.0, where everything is checked. */
export async function* readQueryResults(
  target: Target,
  job: string,
  concurrency: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<QueryRecord, void, undefined> {
  let count = 0;
  const progress = (): string => `${count} records were given`;
  // Loaded for who reads queries.
  const { queryResultBlocks, unusable } = await import("./query-result-blocks.ts");
  let read: ((block: string) => QueryRecord[]) | undefined;
  for await (const block of queryResultBlocks(target, job, concurrency, progress, { signal })) {
    const { resultId, isFirst, format, bytes } = block;
    if (isFirst || read === undefined) read = await format.reader();
    let rows: QueryRecord[];
    try {
      rows = read(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
      // What JSON.parse says quotes the data, and that stays out of errors.
      const why = error instanceof SyntaxError || error instanceof TypeError ? "" : `: ${(error as Error).message}`;
      throw unusable(job, resultId, `its ${format.name} cannot be read${why}`, progress());
    }
    for (const row of rows) {
      signal?.throwIfAborted();
      count++;
      yield row;
    }
  }
}
