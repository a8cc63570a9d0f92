import { checkFunction } from "../../arguments/check-function.ts";
import { checkJob } from "../../arguments/check-job.ts";
import { checkOptions } from "../../arguments/check-options.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestResultKind } from "../../requests/ingest-requests.ts";
import type { RowsTold } from "../../rows/rows-told.ts";
import type { IngestJobToRead } from "./ingest-results.ts";

/** Options of {@link ingestResultsCsv}. */
export interface IngestCsvOptions extends CallOptions, RowsTold {}

/**
 * Reads what became of the rows of an ingest job of Bulk API 2.0 as the CSV that Salesforce wrote: bytes in UTF-8, with the
 * delimiter of the job. The header line comes first and by itself, then whole rows, if there are any. Its columns are
 * `sf__Id` and `sf__Created`, or `sf__Id` and `sf__Error`, and those of the upload; of rows that were not processed, these
 * alone. Nothing is parsed, so it is the way to write a file: `ingestResults` gives rows.
 *
 * What it promises about broken connections and counts is what `ingestResults` promises.
 *
 * @param job - The job, as `waitForIngestJob` or `getIngestJob` gave it.
 * @throws the same errors as `ingestResults`, but for rows that cannot be read: it reads none.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_successful_results.htm
 * @example
 * ```ts
 * import { closeIngestJob, ingestResultsCsv, waitForIngestJob } from "@sfbulk/core";
 *
 * await closeIngestJob(connection, ingestJobId);
 * const finished = await waitForIngestJob(connection, ingestJobId);
 * const parts: BlobPart[] = [];
 * for await (const lines of ingestResultsCsv(connection, finished, "successful")) parts.push(lines);
 * const file = new Blob(parts, { type: "text/csv" });
 * ```
 */
export function ingestResultsCsv(
  connection: Connection,
  job: IngestJobToRead,
  kind: IngestResultKind,
  options: IngestCsvOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const target = checkConnection(connection);
  checkJob(job, "getIngestJob");
  checkWord("kind", kind, ["successful", "failed", "unprocessed"]);
  checkOptions("options", options, { signal: true, onRows: true });
  return readLater(target, job, kind, options, checkFunction("onRows", options.onRows));
}

/** Loads what reading takes when the first lines are asked for. */
async function* readLater(
  ...reading: Parameters<typeof import("./read-ingest-results-csv.ts").readIngestResultsCsv>
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { readIngestResultsCsv } = await import("./read-ingest-results-csv.ts");
  yield* readIngestResultsCsv(...reading);
}
