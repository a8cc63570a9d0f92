import { oneByOne } from "../../async/blocks.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkSchema, type StandardSchema } from "../../arguments/standard-schema.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import { checkResultsOptions, type QueryJobResultsOptions, resultsOptionNames } from "./query-job-results-options.ts";

/** Options of reading what a query job of Bulk API 2.0 found as records. */
export interface QueryJobRecordsOptions<T> extends QueryJobResultsOptions {
  /**
   * What each record must be: a schema of Valibot, Zod, ArkType or any other library with the common interface. What comes is
   * what it gives. Default: records come as they are, unchecked.
   */
  readonly schema?: StandardSchema<T>;
}

const optionNames: OptionNames<QueryJobRecordsOptions<unknown>> = { ...resultsOptionNames, schema: true };

/**
 * Reads what a query job of Bulk API 2.0 found, record by record. Every value is a string, and an empty one stands for null.
 * What type a record has, the caller says (`queryJobResults<Contact>`), or a `schema` that checks it.
 *
 * Salesforce keeps the rows in pages. Five of them are read at a time; what comes ahead of its turn is held in memory, up to
 * `bufferBytes`, and then waits at the server. Where a page breaks off it is asked for again; it never changes, so what was
 * given already is compared and left out. The rows of each page are counted against its `Sforce-NumberOfRecords`, and all of
 * them against the job's `numberRecordsProcessed`.
 *
 * The results are read with the API version that the job was created with, whatever the connection says: Salesforce has them
 * under no other.
 *
 * @param jobId - The id of a query job that is `JobComplete`, 15 or 18 characters.
 * @throws TypeError for a bad argument, when it is called; then SalesforceError with the job where it is not complete, and
 *   with `NOT_FOUND` where somebody has deleted it meanwhile; ResponseError where rows are missing or cannot be read,
 *   and with `SchemaMismatch` where one is not what `schema` wants;
 *   NetworkError, which says how many records were given; SessionError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_parallel_job_results.htm
 * @example
 * ```ts
 * import { createQueryJob, queryJobResults, waitForQueryJob } from "@sfbulk/core";
 *
 * const { id } = await createQueryJob(connection, { query: "SELECT Id, Name FROM Account" });
 * await waitForQueryJob(connection, id);
 * for await (const record of queryJobResults(connection, id, { order: "any" })) console.log(record["Name"]);
 * ```
 */
export function queryJobResults<T = QueryRecord>(
  connection: Connection,
  jobId: string,
  options: QueryJobRecordsOptions<T> = {},
): AsyncGenerator<T, void, undefined> {
  const target = checkConnection(connection);
  checkOptions("options", options, optionNames);
  checkSchema("schema", options.schema);
  const job = checkId(jobId, "750", "jobId");
  const { schema } = options;
  const checked = checkResultsOptions(options);
  return oneByOne(async () => {
    // Loaded for who reads queries.
    const { readQueryJobRows } = await import("./query-job-steps.ts");
    return readQueryJobRows(target, job, checked, schema);
  }, checked.signal);
}
