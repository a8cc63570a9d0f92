import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions } from "../../arguments/check-options.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { RowsTold } from "../../rows/rows-told.ts";
import { checkResultsOptions, type QueryJobResultsOptions, resultsOptionNames } from "./query-job-results-options.ts";

/** Options of {@link queryJobResultsCsv}. */
export interface QueryJobCsvOptions extends QueryJobResultsOptions, RowsTold {}

/**
 * Reads what a query job of Bulk API 2.0 found as the CSV that Salesforce wrote: bytes in UTF-8 of whole rows, the header
 * once, with the delimiter and the line ends of the job. Nothing is parsed, so it is the way to write a file. Where the
 * query found nothing, the header comes alone.
 *
 * What it promises about pages, broken connections and memory is what `queryJobResults` promises.
 *
 * @param jobId - The id of a query job that is `JobComplete`, 15 or 18 characters.
 * @throws the same errors as `queryJobResults`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_parallel_job_results.htm
 * @example
 * ```ts
 * import { queryJobResultsCsv, waitForQueryJob } from "@sfbulk/core";
 *
 * await waitForQueryJob(connection, queryJobId);
 * const parts: BlobPart[] = [];
 * for await (const rows of queryJobResultsCsv(connection, queryJobId)) parts.push(rows);
 * const file = new Blob(parts, { type: "text/csv" });
 * ```
 */
export function queryJobResultsCsv(
  connection: Connection,
  jobId: string,
  options: QueryJobCsvOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const target = checkConnection(connection);
  checkOptions("options", options, { ...resultsOptionNames, onRows: true });
  const onRows = checkFunction("onRows", options.onRows);
  return readLater(target, checkId(jobId, "750", "jobId"), checkResultsOptions(options), onRows);
}

/** Loads what reading takes when the first rows are asked for. */
async function* readLater(
  ...reading: Parameters<QueryJobSteps["readQueryJobCsv"]>
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { readQueryJobCsv } = await import("./query-job-steps.ts");
  yield* readQueryJobCsv(...reading);
}

type QueryJobSteps = typeof import("./query-job-steps.ts");
