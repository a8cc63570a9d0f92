import { oneByOne } from "../../async/blocks.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkId } from "../../arguments/check-id.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import { checkSchema, type StandardSchema } from "../../arguments/standard-schema.ts";
import { checkQueryOptions, type QueryResultsOptions, queryResultsOptionNames } from "./query-results-options.ts";

/** Options of reading what a query found as records. */
export interface QueryRecordsOptions<T> extends QueryResultsOptions {
  /**
   * What each record must be: a schema of Valibot, Zod, ArkType or any other library with the common interface. What comes is
   * what it gives. Default: records come as they are, unchecked.
   */
  readonly schema?: StandardSchema<T>;
}

const optionNames: OptionNames<QueryRecordsOptions<unknown>> = { ...queryResultsOptionNames, schema: true };

/**
 * Reads what a query job found, record by record, across its batches and their results; from CSV, JSON and XML jobs alike.
 *
 * A record is what its format says: in CSV every value is a string, and an empty one stands for null; in JSON numbers
 * and booleans are what they are, times are milliseconds since 1970 and `attributes` tells the type; in XML values are
 * strings or null. A number of JSON that JavaScript's cannot hold is the string of its digits. Of equal columns the second is
 * `Name (2)`. What type a record has, the caller says (`queryResults<Contact>`), or a `schema` that checks it.
 *
 * Nothing is collected: a result may have a gigabyte. Five of them are read at a time; what comes ahead of its turn is held in
 * memory, up to `bufferBytes`, and then waits at the server. The connection's `stallTimeout` is for the start of
 * a result and for each piece of it, not for the whole.
 *
 * Where a result breaks off it is asked for again; it never changes, so what was given already is compared and left out.
 * One that was cut without a broken connection is noticed by its length, its gzip, where its CSV, JSON or XML ends, and by
 * the number of records that Salesforce says its batch has.
 *
 * The original batch of a job with PK chunking has no results and is left out. A batch that failed, or that an abort left
 * unprocessed, is an error before the first record: its records would be missing. To read the others, name them as
 * `batches`. A result that cannot be read hides nothing: its error comes when all others have.
 *
 * @param jobId - The id of a query job, 15 or 18 characters.
 * @throws TypeError for a bad argument, when it is called; then SalesforceError with `InvalidBatch`, before the first record, where a batch
 *   is not completed; NetworkError and ResponseError, which say how many records were given, with `RowsMismatch`
 *   where they are not as many as Salesforce says and with `SchemaMismatch` where one is not what `schema` says;
 *   SessionError.
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
export function queryResults<T = QueryRecord>(
  connection: Connection,
  jobId: string,
  options: QueryRecordsOptions<T> = {},
): AsyncGenerator<T, void, undefined> {
  const target = checkConnection(connection);
  const job = checkId(jobId, "750", "jobId");
  checkOptions("options", options, optionNames);
  checkSchema("schema", options.schema);
  const { schema } = options;
  const checked = checkQueryOptions(options);
  return oneByOne(async () => {
    // Loaded for who reads queries.
    const { readQueryResults } = await import("./query-steps.ts");
    return readQueryResults(target, job, checked, schema);
  }, checked.signal);
}
