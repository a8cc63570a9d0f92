import { csvLine } from "../../csv/csv-line.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { Field } from "./flatten-record.ts";
import type { RecordFormat } from "./record-format.ts";

/**
 * Writes records as CSV. The columns are the given ones, or the fields of the first record.
 *
 * papaparse would do for the quotes, but it reads its settings anew for every call, and calls must be one a record, for
 * the sizes to be known; and what `null` is, what a missing field is and what is in no column must be settled before.
 */
export function csvRecords(columns: readonly string[] | undefined): RecordFormat {
  let places = columns === undefined ? undefined : placesOf(columns);
  /** A line of nothing, which each record begins as. */
  let blank: readonly string[] | undefined;
  return {
    head: () => csvLine([...(places?.keys() ?? [])]),
    separator: "",
    tail: "",
    write: (fields, row, record) => {
      places ??= placesOf(columnsOf(record as Record<string, unknown>, fields));
      blank ??= [...places.keys()].map(() => "");
      const cells = [...blank];
      for (const field of fields) put(cells, places, field, row);
      if (cells.length < 2 && cells.every((cell) => cell === "")) {
        throw argumentError(
          "InvalidRow",
          `Cannot add row ${row}: it has no value, and Salesforce reads over a line without any`,
        );
      }
      return csvLine(cells);
    },
  };
}

const placesOf = (columns: readonly string[]): Map<string, number> => {
  const places = new Map(columns.map((column, index) => [column, index]));
  if (places.size < columns.length || places.size === 0) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use columns ${JSON.stringify(columns)}: expected one name or more, each once`,
    );
  }
  return places;
};

/** A field that is `undefined` in the first record is a column too: others may have it. */
function columnsOf(record: Record<string, unknown>, fields: readonly Field[]): string[] {
  const named = new Set(fields.map(({ column }) => column));
  const missing = Object.keys(record).filter((name) => record[name] === undefined && name !== "attributes");
  return [...named, ...missing];
}

function put(cells: string[], places: ReadonlyMap<string, number>, { column, value }: Field, row: number): void {
  const place = places.get(column);
  const text = value === null ? "#N/A" : String(value);
  if (place !== undefined) {
    cells[place] = text;
    return;
  }
  // A relationship that is null empties the field that it leads through, whatever the column names on the other side.
  const through = [...places].filter(([name]) => name.replace(/^\w+:/, "").startsWith(`${column}.`));
  if (value !== null || through.length === 0) {
    throw argumentError(
      "InvalidRow",
      `Cannot add row ${row}: it has the field "${column}", which is not among the columns ${[...places.keys()].join(", ")}; name them all in the option columns`,
    );
  }
  for (const [, index] of through) cells[index] = text;
}
