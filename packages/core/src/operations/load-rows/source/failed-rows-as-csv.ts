import { csvLine } from "../../../csv/csv-line.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import { nameSome } from "../../../errors/name-some.ts";
import type { FailedRow } from "../../results/failed-rows.ts";

/** A row that `failedRows` or `loadFailedRows` has found, by either API. */
export type FoundRow = Pick<FailedRow, "record" | "errors" | "mayBeWritten"> & {
  readonly rowNumber: number | null;
  readonly batchId?: string;
  readonly jobId?: string;
};

/** Tells whether an item of a source is a row that `failedRows` has found. */
export function isFailedRow(item: unknown): item is FoundRow {
  if (typeof item !== "object" || item === null) return false;
  const { rowNumber, batchId, jobId, record, errors } = item as Partial<FoundRow>;
  return (
    (typeof rowNumber === "number" || rowNumber === null) &&
    typeof (batchId ?? jobId) === "string" &&
    typeof record === "object" &&
    record !== null &&
    Array.isArray(errors)
  );
}

/**
 * Writes rows that failed in an earlier job as CSV, as they were sent: with the same columns, and every value as it was.
 *
 * @param columns - Default: those of the first row.
 * @throws TypeError where the job is none of CSV, for a row that may have been written, for one of which it is not known what
 *   was sent, and for one with a value that no column is there for.
 */
export async function* failedRowsAsCsv(
  rows: AsyncIterable<unknown>,
  contentType: string,
  columns: readonly string[] | undefined,
): AsyncGenerator<string, void, undefined> {
  if (contentType !== "CSV") {
    throw argumentError(
      "UnsupportedContentType",
      `Cannot load failed rows to a ${contentType} job: they come in the words of CSV, so they go to a CSV job`,
    );
  }
  let places = columns;
  let count = 0;
  for await (const row of rows) {
    count++;
    if (!isFailedRow(row)) {
      throw argumentError(
        "InvalidRow",
        `Cannot add row ${count}: expected a row as failedRows gives it, as those before`,
      );
    }
    checkLoadable(row, count);
    if (places === undefined) {
      places = Object.keys(row.record);
      yield csvLine(sentNames(places));
    } else if (count === 1) yield csvLine(places);
    const lost = Object.keys(row.record).find((name) => row.record[name] !== "" && places?.includes(name) !== true);
    if (lost !== undefined) {
      throw argumentError(
        "InvalidRow",
        `Cannot add row ${count}: it has a value in the column ${JSON.stringify(lost)}, which is not among ${places.join(", ")}; name them all in the option columns`,
      );
    }
    const cells = places.map((name) => row.record[name] ?? "");
    if (cells.length < 2 && cells.every((cell) => cell === "")) {
      throw argumentError(
        "InvalidRow",
        `Cannot add row ${count}: it has no value, and Salesforce reads over a line without any`,
      );
    }
    yield csvLine(cells);
  }
}

/** Of equal columns, a record has `Name` and `Name (2)`. No field has such a name, so that the door for rows can refuse both. */
const sentNames = (columns: readonly string[]): string[] =>
  columns.map((column) => {
    const own = column.replace(/ \(\d+\)$/, "");
    return columns.includes(own) ? own : column;
  });

/** Sees that a row is certainly not there, and is known. */
function checkLoadable({ rowNumber, batchId, jobId, record, mayBeWritten, errors }: FoundRow, count: number): void {
  const isUnknown = Object.keys(record).length === 0;
  if (mayBeWritten !== true && !isUnknown) return;
  const why = mayBeWritten === true ? "it may have been written" : "what was sent as it is not known";
  throw argumentError(
    "InvalidRow",
    `Cannot add row ${count}, which was ${rowNumber === null ? "a row" : `row ${rowNumber}`} of ${batchId === undefined ? `job "${jobId}"` : `batch "${batchId}"`}: ${why} (${nameSome(errors.map(({ message }) => message))}); leave such rows out, and look them up in the org`,
  );
}
