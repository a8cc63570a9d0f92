import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkJob } from "../../arguments/check-job.ts";
import { describeValue } from "../../arguments/describe-value.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { targetForJob } from "../../connection/target-for-job.ts";

/** What `addBatch` must know of a job: a {@link JobInfo} has it. */
export type BatchJob = Pick<JobInfo, "id" | "contentType"> & Partial<Pick<JobInfo, "apiVersion">>;

/** The header that says what the rows are, for each content type of a job. */
const headerOf: Readonly<Record<string, string>> = {
  CSV: "text/csv; charset=UTF-8",
  JSON: "application/json; charset=UTF-8",
  XML: "application/xml; charset=UTF-8",
  ZIP_CSV: "zip/csv",
  ZIP_JSON: "zip/json",
  ZIP_XML: "zip/xml",
};

const megabytes = 10;
const maxCharacters = 10_000_000;

/**
 * Adds a batch of rows to an open job, once.
 *
 * Where the answer is lost, the job's batches are listed and compared with what was sent, before it is sent again: so
 * no row goes in twice. Where that cannot be decided, the error says so and nothing is sent again.
 *
 * @param job - The job, as `createJob` or `getJob` gave it.
 * @param body - The rows in the job's format: CSV with a header line, a JSON array, an XML document, a ZIP archive, or
 *   for a query job the SOQL statement. At most 10 MB, 10,000,000 characters and 10,000 rows, before compression. Bytes are
 *   UTF-8, or UTF-16 that shows itself; a byte order mark is left out.
 * @throws TypeError before anything is sent, with the line where a byte is not UTF-8; SalesforceError with `InvalidJobState` where the job is not open;
 *   NetworkError, SessionError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_create.htm
 * @example
 * ```ts
 * import { addBatch } from "@sfbulk/core";
 *
 * const batch = await addBatch(connection, job, "Name\nAcme\nGlobex\n");
 * ```
 */
export async function addBatch(
  connection: Connection,
  job: BatchJob,
  body: string | Uint8Array<ArrayBuffer>,
  options: CallOptions = {},
): Promise<BatchInfo> {
  const target = checkConnection(connection);
  const { id, contentType } = checkBatchJob(job);
  checkBody(body);
  checkCallOptions(options);
  // Loaded for who has rows to add.
  const { addCheckedBatch, utf8Body } = await import("./batch-steps.ts");
  const rows = contentType.startsWith("zip/") ? body : utf8Body("body", body, job.contentType === "CSV");
  if (rows !== body) checkBody(rows);
  const batch = { jobId: id, format: job.contentType, contentType, body: rows };
  return await addCheckedBatch(targetForJob(target, job.apiVersion), batch, options);
}

/** Checks a job, and gives its id and the header for its rows. */
export function checkBatchJob(job: BatchJob): { readonly id: string; readonly contentType: string } {
  const id = checkJob(job, "createJob or getJob");
  const contentType = Object.hasOwn(headerOf, job.contentType) ? headerOf[job.contentType] : undefined;
  if (contentType === undefined) {
    throw argumentError(
      "UnsupportedContentType",
      `Cannot use contentType ${describeValue(job.contentType)}: expected one of ${Object.keys(headerOf).join(", ")}`,
    );
  }
  return { id, contentType };
}

function checkBody(body: string | Uint8Array): void {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use body: expected a string or a Uint8Array, got ${describeValue(body)}`,
    );
  }
  if (body.length === 0 || (typeof body === "string" && body.trim() === "")) {
    throw argumentError("EmptyBatch", "Cannot use body: it is empty, and Salesforce takes no empty batch");
  }
  const bytes = typeof body === "string" ? new TextEncoder().encode(body).length : body.length;
  if (bytes > megabytes * 1024 * 1024 || (typeof body === "string" && body.length > maxCharacters)) {
    throw argumentError(
      "BatchTooLarge",
      `Cannot use body: it has ${bytes} bytes, and Salesforce takes ${megabytes} MB or ${maxCharacters} characters a batch: split it`,
    );
  }
}
