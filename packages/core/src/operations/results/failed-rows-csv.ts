import type { Connection } from "../../connection/connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import type { JobRowsOptions } from "./batches-to-read.ts";
import { failedRowBatches } from "./failed-rows.ts";

/** Options of writing failed rows as CSV. */
export interface FailedRowsCsvOptions extends JobRowsOptions {
  /**
   * The columns to write, in their order. Default: every column of a batch in which a row failed, for which these batches
   * are read twice: the header stands before the rows.
   */
  readonly columns?: readonly string[];
}

/**
 * Writes the rows of a job that were not written as CSV, ready to be loaded again: pieces of text with whole rows, the
 * header once. Nothing comes where no row failed. From CSV, JSON and XML jobs alike; the job that loads them is a CSV job.
 *
 * A column that a batch does not have is an empty value, which leaves its field alone. (That an empty text in JSON means
 * the same is a guess.)
 *
 * @param jobId - The id of a job that writes, 15 or 18 characters.
 * @throws the same errors as `jobResults`, and ResponseError where a row has a value in a column that `columns` lacks.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm
 * @example
 * ```ts
 * import { addBatch, createJob, failedRowsCsv } from "@sfbulk/core";
 *
 * let csv = "";
 * for await (const text of failedRowsCsv(connection, job.id)) csv += text;
 * if (csv !== "") {
 *   const again = await createJob(connection, { operation: "insert", object: "Account" });
 *   await addBatch(connection, again, csv);
 * }
 * ```
 */
export async function* failedRowsCsv(
  connection: Connection,
  jobId: string,
  options: FailedRowsCsvOptions = {},
): AsyncGenerator<string, void, undefined> {
  const columns = options.columns ?? (await findColumns(connection, jobId, options));
  const known = new Set(columns);
  const { writeCsvLine } = await import("../../rows/read-csv.ts");
  let header = writeCsvLine(columns);
  for await (const { rows } of failedRowBatches(connection, jobId, options)) {
    const lines = rows.map(({ rowNumber, record }) => {
      const lost = Object.keys(record).find((column) => record[column] !== "" && !known.has(column));
      if (lost === undefined) return writeCsvLine(columns.map((column) => record[column] ?? ""));
      throw new ResponseError(
        `Cannot write the failed rows of job "${jobId}": row ${rowNumber} has a value in column ${JSON.stringify(lost)}, which columns lacks`,
        { status: 200, jobId },
      );
    });
    yield header + lines.join("");
    header = "";
  }
}

async function findColumns(connection: Connection, jobId: string, options: JobRowsOptions): Promise<readonly string[]> {
  const columns = new Set<string>();
  for await (const batch of failedRowBatches(connection, jobId, options)) {
    for (const column of batch.columns) columns.add(column);
  }
  return [...columns];
}
