import type { Target } from "../../connection/check-connection.ts";
import { nameSome } from "../../errors/name-some.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { csvLine } from "../../csv/csv-line.ts";
import { type FailedBatch, failedRowBatches } from "./failed-row-batches.ts";
import type { FailedRow } from "./failed-rows.ts";
import type { CheckedRowsOptions } from "./reading/job-rows-options.ts";

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
  const columns = wanted?.map((name) => ({ key: name, sent: name })) ?? (await findColumns(target, jobId, options));
  const known = new Set(columns.map(({ key }) => key));
  let header = csvLine(
    columns.map(({ sent }) => sent),
    "always",
  );
  const leftOut = new Map<string, string>();
  for await (const batch of failedRowBatches(target, jobId, options)) {
    const names = new Map(keysOf(batch, wanted !== undefined).map((key, index) => [key, batch.columns[index] ?? ""]));
    const lines: string[] = [];
    for (const row of batch.rows) {
      const { rowNumber, record } = row;
      if (!canBeWritten(batch, row)) {
        leftOut.set(batch.batchId, leftOut.get(batch.batchId) ?? whyLeftOut(row));
        continue;
      }
      for (const [key, name] of names) {
        if (known.has(key) || (record[name] ?? "") === "") continue;
        throw new ResponseError(
          `Cannot write the failed rows of job "${jobId}": row ${rowNumber} has a value in column ${JSON.stringify(name)}, which columns lacks`,
          { code: "RowsMismatch", status: 200, jobId },
        );
      }
      lines.push(
        csvLine(
          columns.map(({ key }) => record[names.get(key) ?? ""] ?? ""),
          "always",
        ),
      );
    }
    if (lines.length === 0) continue;
    yield header + lines.join("");
    header = "";
  }
  if (leftOut.size > 0) throw incomplete(jobId, leftOut);
}

interface Column {
  /** What it is the same by in all batches. */
  readonly key: string;
  readonly sent: string;
}

async function findColumns(target: Target, jobId: string, options: CheckedRowsOptions): Promise<readonly Column[]> {
  const columns = new Map<string, Column>();
  for await (const batch of failedRowBatches(target, jobId, options)) {
    if (!canBeWrittenOf(batch)) continue;
    for (const [index, key] of keysOf(batch, false).entries()) {
      if (!columns.has(key)) columns.set(key, { key, sent: batch.sentColumns[index] ?? "" });
    }
  }
  return [...columns.values()];
}

/** A caller knows columns by their names; columns that were sent are the same where the first, second, … of a name is. */
function keysOf({ columns, sentColumns }: FailedBatch, byName: boolean): readonly string[] {
  if (byName) return columns;
  const counts = new Map<string, number>();
  return sentColumns.map((sent) => {
    const count = (counts.get(sent) ?? 0) + 1;
    counts.set(sent, count);
    return JSON.stringify([sent, count]);
  });
}

const canBeWritten = ({ columns }: FailedBatch, { mayBeWritten }: FailedRow): boolean =>
  columns.length > 0 && mayBeWritten !== true;

function canBeWrittenOf(batch: FailedBatch): boolean {
  for (const row of batch.rows) if (canBeWritten(batch, row)) return true;
  return false;
}

const whyLeftOut = ({ errors, mayBeWritten }: FailedRow): string =>
  `${mayBeWritten === true ? "they may have been written" : "they cannot be told apart"} (${errors.map(({ message }) => message).join("; ")})`;

function incomplete(jobId: string, leftOut: ReadonlyMap<string, string>): ResponseError {
  const named = nameSome([...leftOut].map(([batchId, why]) => `rows of batch "${batchId}": ${why}`));
  return new ResponseError(
    `Cannot write all failed rows of job "${jobId}", all others were given: ${named}; failedRows tells of them`,
    { code: "FailedRowsLeftOut", status: 200, jobId },
  );
}
