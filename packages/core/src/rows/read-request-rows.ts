import { readXml } from "../replies/xml.ts";
import { countCsvRows, readCsv } from "./read-csv.ts";
import { quoteNumbers } from "./read-json.ts";
import { recordMaker } from "./record-maker.ts";
import { uniqueNames } from "./unique-names.ts";
import { Unreadable } from "./unreadable.ts";

/** A row as it was sent, in the words of CSV whatever the job's format: column, value. */
export type RowRecord = Readonly<Record<string, string>>;

/** The rows of a batch as they were sent. */
export interface RequestRows {
  /** The names of all columns in the records, in the order in which they come up; of equal ones `Name`, `Name (2)`. */
  readonly columns: readonly string[];
  /** The columns in the same order as they were sent: equal ones are equal. */
  readonly sentColumns: readonly string[];
  /** How many they are. */
  readonly length: number;
  /** Makes one of them, from 0. */
  readonly record: (index: number) => RowRecord;
}

/**
 * Reads the rows of a batch out of what was sent: CSV, JSON or XML.
 *
 * A value that JSON or XML gives as null is `#N/A`, which empties the field; a record that names another one by an
 * external id has a column `ReportsTo.Email`. Numbers keep their digits.
 *
 * @param bytes - The text in UTF-8, where few of the rows will be made.
 * @throws Unreadable where they cannot be read: then it is not known which row is which.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 */
export function readRequestRows(text: string, bytes?: Uint8Array): RequestRows {
  const kind = kindOf(text);
  if (kind === "JSON") return objectRows(parseJson(text), false);
  if (kind === "XML") return objectRows(readSObjects(text), true);
  const { header, length, row } = readCsv(text, undefined, ",", bytes);
  const columns = uniqueNames(header);
  const make = recordMaker(columns);
  return { columns, sentColumns: header, length, record: (index) => make(row(index)) };
}

/**
 * Counts the rows of what was sent as a batch, without reading them.
 *
 * @throws Unreadable where it breaks off or is damaged.
 */
export function countRequestRows(text: string): number {
  const kind = kindOf(text);
  if (kind === "CSV") return countCsvRows(text);
  const rows = kind === "JSON" ? parseJson(text) : readSObjects(text);
  if (!Array.isArray(rows)) throw new Unreadable("they are no array");
  return rows.length;
}

/** Tells whether its format has an end to know it by, which CSV has not. */
export const hasEnd = (text: string): boolean => kindOf(text) !== "CSV";

/** Tells the format by how it begins. */
function kindOf(text: string): "CSV" | "JSON" | "XML" {
  const [first] = text
    .slice(0, 200)
    .replace(/^\uFEFF/, "")
    .trimStart();
  return first === "[" || first === "{" ? "JSON" : first === "<" ? "XML" : "CSV";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(quoteNumbers(text));
  } catch {
    // What the parser says quotes the rows, and these stay out of errors.
    throw new Unreadable("their JSON is damaged");
  }
}

function readSObjects(text: string): unknown[] {
  let document: ReturnType<typeof readXml>;
  try {
    document = readXml(text);
  } catch {
    throw new Unreadable("their XML is damaged");
  }
  const { root, value } = document;
  if (root !== "sObjects") throw new Unreadable("their XML is not that of sObjects");
  const { sObject } = isObject(value) ? value : {};
  return sObject === undefined ? [] : [sObject].flat().map((record) => (record === "" ? {} : record));
}

/** @param repeats - Whether a list is an element that is there several times, as in XML. */
function objectRows(value: unknown, repeats: boolean): RequestRows {
  if (!Array.isArray(value)) throw new Unreadable("they are no array");
  const columns = new Map<string, string>();
  const records = value.map((record: unknown, index) => {
    if (!isObject(record)) throw new Unreadable(`row ${index + 1} is no object`);
    const cells = cellsOf(record, "", index + 1, repeats);
    const names = uniqueNames(cells.map(([column]) => column));
    return Object.fromEntries(
      cells.map(([column, cell], place) => {
        const name = names[place] ?? column;
        columns.set(name, column);
        return [name, cell];
      }),
    );
  });
  return {
    columns: [...columns.keys()],
    sentColumns: [...columns.values()],
    length: records.length,
    record: (index) => records[index] ?? {},
  };
}

function cellsOf(
  record: Readonly<Record<string, unknown>>,
  prefix: string,
  row: number,
  repeats: boolean,
): [string, string][] {
  return Object.entries(record).flatMap(([name, value]): [string, string][] => {
    // What the record is: JSON says it in "attributes", XML in "type".
    if (name === "attributes" || name === "type") return [];
    const values: unknown[] = repeats && Array.isArray(value) ? value : [value];
    return values.flatMap((one): [string, string][] => {
      if (one === null) return [[prefix + name, "#N/A"]];
      if (typeof one === "string" || typeof one === "boolean") return [[prefix + name, String(one)]];
      if (!isObject(one)) throw new Unreadable(`row ${row} has an array in "${prefix}${name}"`);
      // XML puts the other record into an element of its own.
      const { sObject } = one;
      return cellsOf(isObject(sObject) ? sObject : one, `${prefix}${name}.`, row, repeats);
    });
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
