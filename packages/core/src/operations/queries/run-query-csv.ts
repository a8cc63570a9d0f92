import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions } from "../../arguments/check-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { checkQuery, type RunQueryOptions, runQueryOptionNames } from "./run-query-options.ts";
import type { RowsTold } from "../../rows/rows-told.ts";

/** Options of {@link runQueryCsv}. */
export interface RunQueryCsvOptions extends RunQueryOptions, RowsTold {}

/**
 * Runs a SOQL query as a job, waits for it, and gives what it finds as the CSV that Salesforce wrote: bytes in UTF-8 of whole
 * rows, the header once. Where it finds nothing, the header comes alone, and with `api: "1.0"` nothing.
 *
 * What it promises about the job is what `runQuery` promises.
 *
 * @param soql - The query. With `api: "1.0"` the job's object is what stands behind its FROM.
 * @throws the same errors as `runQuery`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_create_job.htm
 * @example
 * ```ts
 * import { runQueryCsv } from "@sfbulk/core";
 *
 * const parts: BlobPart[] = [];
 * for await (const rows of runQueryCsv(connection, "SELECT Id, Name FROM Account")) parts.push(rows);
 * const file = new Blob(parts, { type: "text/csv" });
 * ```
 */
export function runQueryCsv(
  connection: Connection,
  soql: string,
  options: RunQueryCsvOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const target = checkConnection(connection);
  checkOptions("options", options, { ...runQueryOptionNames, onRows: true });
  const onRows = checkFunction("onRows", options.onRows);
  return runLater(connection, target, checkQuery(soql, options), onRows);
}

/** Loads what queries take when the first rows are asked for. */
async function* runLater(
  ...query: Parameters<QuerySteps["runForCsv"]>
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { runForCsv } = await import("./query-steps.ts");
  yield* runForCsv(...query);
}

type QuerySteps = typeof import("./query-steps.ts");
