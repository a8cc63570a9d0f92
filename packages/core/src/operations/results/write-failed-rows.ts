import type { Target } from "../../connection/check-connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { writeCsvLine } from "../../rows/read-csv.ts";
import { failedRowBatches } from "./failed-row-batches.ts";
import type { CheckedRowsOptions } from "./job-rows-options.ts";

/**
 * Writes the failed rows of a job as CSV, batch by batch.
 *
 * @param wanted - The columns; without them, those of the batches that have such rows, which are read for it.
 */
export async function* writeFailedRows(
  target: Target,
  jobId: string,
  wanted: readonly string[] | undefined,
  options: CheckedRowsOptions,
): AsyncGenerator<string, void, undefined> {
  const columns = wanted ?? (await findColumns(target, jobId, options));
  const known = new Set(columns);
  let header = writeCsvLine(columns);
  for await (const { rows } of failedRowBatches(target, jobId, options)) {
    const lines = rows.map(({ rowNumber, record }) => {
      const lost = Object.keys(record).find((column) => record[column] !== "" && !known.has(column));
      if (lost === undefined) return writeCsvLine(columns.map((column) => record[column] ?? ""));
      throw new ResponseError(
        `Cannot write the failed rows of job "${jobId}": row ${rowNumber} has a value in column ${JSON.stringify(lost)}, which columns lacks`,
        { code: "RowsMismatch", status: 200, jobId },
      );
    });
    yield header + lines.join("");
    header = "";
  }
}

async function findColumns(target: Target, jobId: string, options: CheckedRowsOptions): Promise<readonly string[]> {
  const columns = new Set<string>();
  for await (const batch of failedRowBatches(target, jobId, options)) {
    for (const column of batch.columns) columns.add(column);
  }
  return [...columns];
}
