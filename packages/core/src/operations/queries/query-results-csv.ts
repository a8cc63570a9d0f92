import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions } from "../../arguments/check-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkQueryOptions, type QueryResultsOptions, queryResultsOptionNames } from "./query-results-options.ts";
import type { RowsTold } from "../../rows/rows-told.ts";

/** Options of {@link queryResultsCsv}. */
export interface QueryCsvOptions extends QueryResultsOptions, RowsTold {}

/**
 * Reads what a query job found as the CSV that Salesforce wrote, across its batches and their results: bytes in UTF-8 of
 * whole rows, the header once. Nothing is collected and nothing is parsed, so it is the way to write a file. Where the
 * query found nothing, nothing comes: Salesforce sends no header then.
 *
 * What it promises about broken connections, cut results and batches is what `queryResults` promises.
 *
 * @param jobId - The id of a query job of content type CSV, 15 or 18 characters.
 * @throws the same errors as `queryResults`, and ResponseError where the job is none of CSV, or two results differ in
 *   their headers.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_bulk_query_processing.htm
 * @example
 * ```ts
 * import { addBatch, createJob, queryResultsCsv } from "@sfbulk/core";
 *
 * const query = await createJob(connection, { operation: "query", object: "Account" });
 * await addBatch(connection, query, "SELECT Id, Name FROM Account");
 * const parts: BlobPart[] = [];
 * for await (const rows of queryResultsCsv(connection, query.id)) parts.push(rows);
 * const file = new Blob(parts, { type: "text/csv" });
 * ```
 */
export function queryResultsCsv(
  connection: Connection,
  jobId: string,
  options: QueryCsvOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  checkOptions("options", options, { ...queryResultsOptionNames, onRows: true });
  const onRows = checkFunction("onRows", options.onRows);
  return readLater(target, job, checkQueryOptions(options), onRows);
}

/** Loads what reading takes when the first rows are asked for. */
async function* readLater(
  ...reading: Parameters<QuerySteps["readQueryResultsCsv"]>
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { readQueryResultsCsv } = await import("./query-steps.ts");
  yield* readQueryResultsCsv(...reading);
}

type QuerySteps = typeof import("./query-steps.ts");
