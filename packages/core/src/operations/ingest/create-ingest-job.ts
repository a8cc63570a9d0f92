import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkObject } from "../../arguments/check-object.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import { checkWord } from "../../arguments/check-word.ts";
import type { Connection } from "../../connection/connection.ts";
import { settle } from "../../exchange/settle.ts";
import { checkJobObject } from "../creating/check-job-object.ts";
import type { Creation } from "../creating/create-once.ts";
import { ingestAbortion } from "./abort-ingest-job.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { ColumnDelimiter, IngestJobInfo, LineEnding } from "../../protocol/ingest-job-info.ts";
import {
  type DataSetOperation,
  dataSetOperations,
  type KeyedOperation,
  type LoadOperation,
} from "../../protocol/load-operation.ts";
import { createIngestJobRequest, type NewIngestJob } from "../../requests/ingest-requests.ts";

/**
 * What a new ingest job is to do. The names are Salesforce's. For `upsert`, `externalIdFieldName` is required: the field that
 * tells which record to update, or `Id`.
 */
export type IngestJobSpec =
  | (KeyedOperation<LoadOperation> & IngestJobSettings)
  | (DataSetOperation & Omit<IngestJobSettings, "object"> & Partial<Pick<IngestJobSettings, "object">>);

/** What else there is to say of a new ingest job. */
export interface IngestJobSettings {
  /** The API name of the object type, `Account`. */
  readonly object: string;
  /** How the lines of the rows end; it must fit them. Default: `LF`. */
  readonly lineEnding?: LineEnding;
  /** What stands between the values of a row. Default: `COMMA`. */
  readonly columnDelimiter?: ColumnDelimiter;
  /** The id of the assignment rule for a Case or a Lead. */
  readonly assignmentRuleId?: string;
}

const specNames: OptionNames<IngestJobSpec> = {
  operation: true,
  object: true,
  externalIdFieldName: true,
  lineEnding: true,
  columnDelimiter: true,
  assignmentRuleId: true,
};
const operations = ["insert", "update", "upsert", "delete", "hardDelete", ...dataSetOperations];
/** The line endings that Salesforce knows. */
export const lineEndings: readonly string[] = ["LF", "CRLF"];
/** The column delimiters that Salesforce knows. */
export const columnDelimiters: readonly string[] = ["BACKQUOTE", "CARET", "COMMA", "PIPE", "SEMICOLON", "TAB"];

/**
 * Creates an ingest job of Bulk API 2.0, open for one upload of CSV.
 *
 * It is sent once. Where the answer is lost, the error has the code `JobMayExist` and names the open jobs that it may have
 * made as `candidates`; none of them is touched, since it may be another process's. A signal that fires while it is on its
 * way is heeded when the answer has come: the new job is aborted first.
 *
 * @throws TypeError before anything is sent; SessionError, SalesforceError, NetworkError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm
 * @example
 * ```ts
 * import { closeIngestJob, createIngestJob, uploadIngestRows } from "@sfbulk/core";
 *
 * const ingestJob = await createIngestJob(connection, { operation: "insert", object: "Account" });
 * await uploadIngestRows(connection, ingestJob, "Name\nAcme\n");
 * await closeIngestJob(connection, ingestJob.id);
 * ```
 */
export async function createIngestJob(
  connection: Connection,
  spec: IngestJobSpec,
  options: CallOptions = {},
): Promise<IngestJobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const checked = checkIngestSpec(spec);
  const { operation, object } = checked;
  const creation: Creation<IngestJobInfo> = {
    request: createIngestJobRequest(checked),
    made: { jobType: "V2Ingest", operation, object },
    end: (job, signal) => settle(target, ingestAbortion(job.id), { signal }),
  };
  // Loaded for who creates jobs, and with it what looks for a job whose answer is lost.
  const { createOnce } = await import("../creating/creation-steps.ts");
  return await createOnce(target, creation, options);
}

/** Checks what a new job is to do. It is exported for whole loads, whose journal must not begin with a wrong one. */
export function checkIngestSpec(spec: IngestJobSpec): NewIngestJob {
  checkObject("spec", spec);
  checkOptions("spec", spec, specNames);
  const {
    operation,
    object,
    externalIdFieldName,
    lineEnding = "LF",
    columnDelimiter = "COMMA",
    assignmentRuleId,
  } = spec;
  checkWord("operation", operation, operations);
  checkWord("lineEnding", lineEnding, lineEndings);
  checkWord("columnDelimiter", columnDelimiter, columnDelimiters);
  checkJobObject(spec, dataSetOperations.includes(operation));
  return {
    ...(object === undefined ? {} : { object }),
    operation,
    contentType: "CSV",
    lineEnding,
    columnDelimiter,
    ...(externalIdFieldName === undefined ? {} : { externalIdFieldName }),
    ...(assignmentRuleId === undefined ? {} : { assignmentRuleId }),
  };
}
