import { oneByOne } from "../../async/blocks.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkSchema, type StandardSchema } from "../../arguments/standard-schema.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import { checkQuery, type RunQueryOptions, runQueryOptionNames } from "./run-query-options.ts";

/** Options of running a query for its records. */
export interface RunQueryRecordsOptions<T> extends RunQueryOptions {
  /** What each record must be, as for `queryResults`. Default: records come as they are, unchecked. */
  readonly schema?: StandardSchema<T>;
}

const optionNames: OptionNames<RunQueryRecordsOptions<unknown>> = { ...runQueryOptionNames, schema: true };

/**
 * Runs a SOQL query as a job, waits for it, and gives what it finds, record by record. Every value is a string, and an empty
 * one stands for null.
 *
 * The job is ended whatever happens: where the loop is left early, the signal fires or the time is over, it is aborted, and
 * one of Bulk API 2.0 is deleted, also at the end of all. Only one that has ended and could not be read stays, so that it
 * can be read again: the error has its `jobId`. With `keep` it stays.
 *
 * @param soql - The query. With `api: "1.0"` the job's object is what stands behind its FROM.
 * @throws TypeError for a bad argument, when it is called; then what creating, waiting and reading throw; AggregateError with
 *   the code `EndingFailed` where that failed and the job could not be ended.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_create_job.htm
 * @example
 * ```ts
 * import { runQuery } from "@sfbulk/core";
 *
 * for await (const record of runQuery(connection, "SELECT Id, Name FROM Account")) console.log(record["Name"]);
 * ```
 */
export function runQuery<T = QueryRecord>(
  connection: Connection,
  soql: string,
  options: RunQueryRecordsOptions<T> = {},
): AsyncGenerator<T, void, undefined> {
  const target = checkConnection(connection);
  checkOptions("options", options, optionNames);
  checkSchema("schema", options.schema);
  const { schema } = options;
  const query = checkQuery(soql, options);
  return oneByOne(async () => {
    // Loaded for who reads queries.
    const { runForRows } = await import("./query-steps.ts");
    return runForRows(connection, target, query, schema);
  }, query.signal);
}
