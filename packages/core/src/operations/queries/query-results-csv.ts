import { checkOptions } from "../../arguments/check-options.ts";
import { noRecords } from "../../replies/salesforce-texts.ts";
import { checkConnection, type Target } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { QueryResult } from "./each-query-result.ts";
import {
  type CheckedQueryOptions,
  checkQueryOptions,
  type QueryResultsOptions,
  queryResultsOptionNames,
} from "./query-results-options.ts";

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
  options: QueryResultsOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  checkOptions("options", options, queryResultsOptionNames);
  return readQueryResultsCsv(target, job, checkQueryOptions(options));
}

/** Reads the CSV of a query job of Bulk API 1.0, where everything is checked. */
export async function* readQueryResultsCsv(
  target: Target,
  job: string,
  options: CheckedQueryOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let header: string | undefined;
  let given = 0;
  const progress = (): string => `${given} bytes were given`;
  // Loaded for who reads queries.
  const { eachQueryResult } = await import("./each-query-result.ts");
  async function* read({ blocks, unusable }: QueryResult): AsyncGenerator<Uint8Array<ArrayBuffer>, number, undefined> {
    let isFirst = true;
    let count = 0;
    for await (const { format, bytes, records } of blocks()) {
      count = records;
      let rows = bytes;
      if (isFirst) {
        isFirst = false;
        if (format.name !== "CSV") {
          throw unusable(`it is ${format.name}, not CSV: queryResults reads it`);
        }
        const end = bytes.indexOf(0x0a) + 1;
        const own = new TextDecoder().decode(bytes.subarray(0, end)).trimEnd();
        if (own === noRecords) continue;
        if (header !== undefined && own !== header) {
          throw unusable("its header is another one than that of the results before", "RowsMismatch");
        }
        if (header !== undefined) rows = bytes.subarray(end);
        header = own;
      }
      if (rows.length === 0) continue;
      given += rows.length;
      yield rows;
    }
    return count;
  }
  yield* eachQueryResult(target, job, options, progress, read);
}
