import { checkJob } from "../../arguments/check-job.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import type { CsvSourceOptions } from "../../batches/sources/csv-source-options.ts";
import type { IngestRows } from "./pack-rows.ts";

/** Options of {@link uploadIngestRows}. */
export interface UploadIngestRowsOptions extends CallOptions, CsvSourceOptions {}

/**
 * Uploads the rows of an ingest job of Bulk API 2.0: all of them at once, since Salesforce takes one upload a job.
 *
 * A stream is read as it comes and compressed on the way, so that memory holds the compressed bytes only. It is sent when
 * it is whole: a session that has expired can be renewed then, and nothing half is ever uploaded.
 *
 * It is sent once. Where the answer is lost, whether the rows arrived is unknown, and sending them again may spoil the
 * job; abort it, and load into a new one.
 *
 * The rows are checked as they are read: their encoding, their columns, and that each has as many values as there are
 * columns. They are uploaded in UTF-8, with the delimiter and the line ends that the job was created with, whatever they
 * came with.
 *
 * @param job - The job, as `createIngestJob` gave it.
 * @param rows - CSV, at most 150,000,000 bytes before compression: a string, bytes, a Blob, a stream, an iterable of strings
 *   and bytes, or a function that opens one of these.
 * @throws TypeError for bad arguments, and with the line for what cannot be read, before anything is sent; the reason of `signal`, and what `rows` throws;
 *   SessionError, SalesforceError, NetworkError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/upload_job_data.htm
 * @example
 * ```ts
 * import { createIngestJob, uploadIngestRows } from "@sfbulk/core";
 *
 * const ingestJob = await createIngestJob(connection, { operation: "insert", object: "Account" });
 * await uploadIngestRows(connection, ingestJob, new Blob(["Name\nAcme\n"]).stream());
 * ```
 */
export async function uploadIngestRows(
  connection: Connection,
  job: Pick<IngestJobInfo, "id"> & Partial<Pick<IngestJobInfo, "columnDelimiter" | "lineEnding">>,
  rows: IngestRows,
  options: UploadIngestRowsOptions = {},
): Promise<void> {
  const target = checkConnection(connection);
  const jobId = checkJob(job, "createIngestJob");
  // Loaded for who has rows to upload.
  const { sendIngestRows } = await import("./send-ingest-rows.ts");
  await sendIngestRows(target, jobId, job, rows, options);
}
