import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkObject } from "../../arguments/check-object.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkString } from "../../arguments/check-string.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { ColumnDelimiter, LineEnding } from "../../protocol/ingest-job-info.ts";
import type { QueryJobInfo } from "../../protocol/query-job-info.ts";
import type { NewQueryJob } from "../../requests/query-requests.ts";
import { columnDelimiters, lineEndings } from "../ingest/create-ingest-job.ts";

/** What a new query job is to find, and how it is to write it down. The names are Salesforce's. */
export interface QueryJobSpec {
  /** The SOQL. Salesforce takes no GROUP BY, no OFFSET, no TYPEOF, no aggregates and no queries within it here. */
  readonly query: string;
  /** `queryAll` finds deleted and archived records as well. Default: `query`. */
  readonly operation?: "query" | "queryAll";
  /** How the lines of the results end. Default: `LF`. */
  readonly lineEnding?: LineEnding;
  /** What stands between the values of a row. Default: `COMMA`. */
  readonly columnDelimiter?: ColumnDelimiter;
}

const specNames: OptionNames<QueryJobSpec> = { query: true, operation: true, lineEnding: true, columnDelimiter: true };

/**
 * Creates a query job of Bulk API 2.0, which Salesforce queues at once: there is nothing to add and nothing to close.
 *
 * It is sent once. Where the answer is lost, the error has the code `JobMayExist` and names the jobs that it may have made
 * as `candidates`; none of them is touched, since it may be another process's. A signal that fires while it is on its way
 * is heeded when the answer has come: the new job is aborted first.
 *
 * @throws TypeError before anything is sent; SalesforceError for SOQL that cannot be run; SessionError, NetworkError,
 *   ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_create_job.htm
 * @example
 * ```ts
 * import { createQueryJob, queryJobResults, waitForQueryJob } from "@sfbulk/core";
 *
 * const { id } = await createQueryJob(connection, { query: "SELECT Id, Name FROM Account" });
 * await waitForQueryJob(connection, id);
 * for await (const record of queryJobResults(connection, id)) console.log(record["Name"]);
 * ```
 */
export async function createQueryJob(
  connection: Connection,
  spec: QueryJobSpec,
  options: CallOptions = {},
): Promise<QueryJobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const job = checkQueryJobSpec(spec);
  // Loaded for who queries.
  const { createCheckedQueryJob } = await import("./query-job-steps.ts");
  return await createCheckedQueryJob(target, job, options);
}

/** Checks what is said of a new query job, and fills in its defaults. @throws TypeError */
function checkQueryJobSpec(spec: QueryJobSpec): NewQueryJob {
  checkObject("spec", spec);
  checkOptions("spec", spec, specNames);
  const { query, operation = "query", lineEnding = "LF", columnDelimiter = "COMMA" } = spec;
  checkString("query", query);
  checkWord("operation", operation, ["query", "queryAll"]);
  checkWord("lineEnding", lineEnding, lineEndings);
  checkWord("columnDelimiter", columnDelimiter, columnDelimiters);
  return { operation, query, contentType: "CSV", columnDelimiter, lineEnding };
}
