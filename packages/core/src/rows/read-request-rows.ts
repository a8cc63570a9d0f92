import { NotTheAnswer } from "../replies/not-the-answer.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { kindOf } from "../replies/read-value.ts";
import { readCsv } from "./read-csv.ts";

/** A row as it was sent, in the words of CSV whatever the job's format: column, value. */
export type RowRecord = Readonly<Record<string, string>>;

/** The rows of a batch as they were sent. */
export interface RequestRows {
  /** All columns, in the order in which they come up. */
  readonly columns: readonly string[];
  readonly records: readonly RowRecord[];
}

/**
 * Reads the rows of a batch out of the reply that repeats its request: CSV, JSON or XML.
 *
 * A value that JSON or XML gives as null is `#N/A`, which empties the field; a record that names another one by an
 * external id has a column `ReportsTo.Email`. Numbers keep their digits.
 *
 * @throws NotTheAnswer where they cannot be read: then it is not known which row is which.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 */
export function readRequestRows(body: ReplyBody): RequestRows {
  if (body.kind === "text") return csvRows(body.text);
  if (body.kind === "json") return objectRows(JSON.parse(quoteNumbers(body.text)) as unknown);
  if (body.kind === "xml" && body.root === "sObjects") {
    const { sObject } = isObject(body.value) ? body.value : {};
    return objectRows(sObject === undefined ? [] : [sObject].flat().map((record) => (record === "" ? {} : record)));
  }
  throw new NotTheAnswer(`the reply is ${kindOf(body)}, expected the rows of a batch`);
}

function csvRows(text: string): RequestRows {
  try {
    const { header, lines } = readCsv(text);
    return {
      columns: header,
      records: lines.map((line) => Object.fromEntries(header.map((column, index) => [column, line[index] ?? ""]))),
    };
  } catch (error) {
    throw new NotTheAnswer(`the rows that were sent cannot be read: ${(error as Error).message}`);
  }
}

/** A number of 17 digits and more is not the same after JSON.parse; a string is. */
const quoteNumbers = (json: string): string =>
  json.replace(/"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|-?\d[\d.eE+-]*/gs, (part) =>
    part.startsWith('"') ? part : `"${part}"`,
  );

function objectRows(value: unknown): RequestRows {
  if (!Array.isArray(value)) throw unreadable("they are no array");
  const columns = new Set<string>();
  const records = value.map((record: unknown, index) => {
    if (!isObject(record)) throw unreadable(`row ${index + 1} is no object`);
    const cells = cellsOf(record, "", index + 1);
    for (const [column] of cells) columns.add(column);
    return Object.fromEntries(cells);
  });
  return { columns: [...columns], records };
}

function cellsOf(record: Readonly<Record<string, unknown>>, prefix: string, row: number): [string, string][] {
  return Object.entries(record).flatMap(([name, value]): [string, string][] => {
    // What the record is: JSON says it in "attributes", XML in "type".
    if (name === "attributes" || name === "type") return [];
    if (value === null) return [[prefix + name, "#N/A"]];
    if (typeof value === "string" || typeof value === "boolean") return [[prefix + name, String(value)]];
    if (!isObject(value)) throw unreadable(`row ${row} has an array in "${prefix}${name}"`);
    // XML puts the other record into an element of its own.
    const { sObject } = value;
    return cellsOf(isObject(sObject) ? sObject : value, `${prefix}${name}.`, row);
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unreadable = (why: string): NotTheAnswer => new NotTheAnswer(`the rows that were sent cannot be read: ${why}`);
