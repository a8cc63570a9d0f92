import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { JobSpec } from "../../protocol/job-spec.ts";
import type { RowSource } from "../../batches/sources/row-source.ts";
import type { IngestLoadSpec } from "../../protocol/ingest-load-spec.ts";
import type { AnyLoadResult, IngestLoadResult, LoadResult } from "../../protocol/load-result.ts";
import type { IngestLoadOptions } from "./options/ingest-load-options.ts";
import type { LoadRowsOptions } from "./options/load-rows-options.ts";

/**
 * Loads any number of rows, from the source to the last result: creates a job, adds the rows in as many batches as they
 * need, closes it, waits until all is processed, and tells what became of them.
 *
 * Before there is a job, the columns are checked against the org's fields, and a source that can be read twice (a string,
 * bytes, a Blob or File, an array, a function that opens it) is read whole: its encoding, its rows, its values. Of a stream,
 * each batch is checked before it is sent. `preflight` of the result tells what was found.
 *
 * It resolves when every row of the source is in the org's hands once and processed. Rows that Salesforce refused are no
 * error: `summary` counts them, by reason, `loadFailedRows` gives them. Whatever stops the load is a {@link LoadError}.
 *
 * **With a `journal`, the same call takes up a load that was interrupted**, whatever ended it: an error, `kill -9`, a
 * closed tab, the power. It reads the source from its beginning, past the rows that are there. The source must give the
 * same rows, and is refused at the first batch that differs; so are another org, and another spec. Once the load has
 * ended, the same call tells its end again and loads nothing. Where the job of the interrupted run is open, the load goes
 * on in it; where it was closed, or is about to be a day old, in another one; where it was aborted, rows that were not
 * processed are sent again. A batch whose answer was lost is looked for by its rows before it is sent again.
 *
 * No row goes in twice, with one exception that nobody can rule out: a request that was given up may arrive after it was
 * looked for. So when the job is closed, and takes no more, its batches are compared with those of the load. One that is
 * there twice is named: the error has the code `DuplicateBatch`, `duplicates`, and the `result`.
 *
 * @param spec - What each job of the load is created with. The content type is `CSV`, `JSON` or `XML`.
 * @param source - As of `addBatches`; or what `failedRows` or `loadFailedRows` gives, to load again what has failed, with
 *   its columns as they were sent. A row that may have been written already is refused.
 * @throws TypeError for bad arguments, a source that cannot be loaded, columns that do not fit, ids of another object, and
 *   a journal of another load: nothing was done then. Later LoadError and nothing else, with what stopped the load as its `cause`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_concepts_limits.htm
 * @example
 * ```ts
 * import { loadRows } from "@sfbulk/core";
 *
 * const { summary } = await loadRows(connection, { operation: "insert", object: "Account" }, "Name\nAcme\nGlobex\n", {
 *   onProgress: ({ phase, rowsAccepted, rowsProcessed }) => console.log(phase, rowsAccepted, rowsProcessed),
 * });
 * console.log(summary.written, "of", summary.rows, "rows were written");
 * ```
 */
export async function loadRows(
  connection: Connection,
  spec: JobSpec,
  source: RowSource,
  options?: LoadRowsOptions,
): Promise<LoadResult>;
/**
 * Loads any number of rows by Bulk API 2.0, with the same promises: into as many jobs as they need, of 100,000,000 bytes at
 * most, two of them at a time; with the delimiter and the line ends that the source has.
 *
 * Rows go into a job by one upload. Where its answer is lost, nobody can tell whether they are there, and another one would
 * spoil the job; but a job that is open writes nothing. So it is aborted, and they are sent to a new one. With a `journal`, a
 * job whose upload was answered is closed by the next call, another one is aborted. So no row goes in twice, and there are no
 * duplicates to be named.
 *
 * Where somebody else aborts a job while it is processed, its other rows are not sent again: the error has the code
 * `BatchesNotProcessed`, and the `result`, and `loadFailedRows` gives them.
 *
 * @param spec - What each job of the load is created with. A `refresh`, with which each job replaces what the one before has
 *   loaded, must fit into one: it is refused before anything is sent.
 * @param source - As of Bulk API 1.0, or what `loadFailedRows` gives.
 * @throws as by Bulk API 1.0.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0.htm
 * @example
 * ```ts
 * import { loadRows } from "@sfbulk/core";
 *
 * const spec = { operation: "insert", object: "Account" } as const;
 * const { jobs, summary } = await loadRows(connection, spec, "Name;Phone\nAcme;1\nGlobex;2\n", { api: "2.0" });
 * console.log(summary.written, "of", summary.rows, "rows were written by", jobs.length, "jobs");
 * ```
 */
export async function loadRows(
  connection: Connection,
  spec: IngestLoadSpec,
  source: RowSource,
  options: IngestLoadOptions,
): Promise<IngestLoadResult>;
export async function loadRows(
  connection: Connection,
  spec: JobSpec | IngestLoadSpec,
  source: RowSource,
  options: LoadRowsOptions | IngestLoadOptions = {},
): Promise<AnyLoadResult> {
  checkConnection(connection);
  // Loaded for who loads rows: most pages close jobs only.
  const { batchWay, checkIngestLoad, checkLoad, runLoad } = await import("./load-steps.ts");
  if (!isByJobs(options)) return await runLoad(connection, source, checkLoad(spec as JobSpec, options), batchWay);
  const load = checkIngestLoad(spec as IngestLoadSpec, options);
  const { ingestWay } = await import("./ingest-jobs/ingest-load-steps.ts");
  return await runLoad(connection, source, load, ingestWay);
}

const isByJobs = (options: LoadRowsOptions | IngestLoadOptions): options is IngestLoadOptions => options?.api === "2.0";
