import { parseXml, type XmlElement } from "@rgrove/parse-xml";
import { isColumn } from "../../org/records/check-row.ts";
import type { BatchContent, JobTarget } from "../../org/state/job.ts";
import type { ObjectSchema } from "../../options/object-schema.ts";
import type { FieldValue, Row } from "../../org/state/row.ts";
import { checkRowSizes } from "./check-row-sizes.ts";
import { childrenOf, isNil, localName } from "../encoding/xml-element.ts";
import { type CsvTable, readCsv } from "./read-csv.ts";

/** What rows are for: the object that they are of, and what is to be done to it. */
export interface RowsTarget extends Pick<JobTarget, "operation"> {
  readonly schema: ObjectSchema;
  /** Turns the columns of a CSV file into those of the object, where the job has a mapping spec. */
  readonly mapTable?: (table: CsvTable) => CsvTable;
}

/** Says that bytes are not of the charset that they were said to be of. The words are a guess. */
export const notDecodable = "the data are not valid in their character set";

/**
 * Reads the rows of a batch. One that cannot be read is accepted all the same and fails when it is processed, as
 * Salesforce does; where the text of its `stateMessage` is not recorded, it is a guess.
 *
 * @param contentType - The job's: of `ZIP_CSV` and its like, it is that of the archive's `request.txt`.
 * @param data - What was sent, CSV also taken apart already, XML also read; `undefined` where its bytes are not of their charset.
 */
export function readRows(
  contentType: string,
  data: string | CsvTable | readonly Row[] | undefined,
  target: RowsTarget,
): BatchContent {
  const format = contentType.replace("ZIP_", "");
  if (data === undefined) return unusable(`Failed to parse ${format}: ${notDecodable}`);
  try {
    const rows = isRows(data) ? data : rowsOf(format, data, target);
    if (typeof rows === "string") return unusable(rows);
    if (deletes(target) && rows.some((row) => !hasOnlyIds([...row.keys()]))) return unusable(onlyIds(target));
    // Recorded as a stateMessage.
    if (rows.length === 0) return unusable("Records not found");
    const tooLarge = checkRowSizes(rows);
    return tooLarge === undefined ? { kind: "rows", rows } : unusable(tooLarge);
  } catch (error) {
    return notParsed(format, error);
  }
}

/** Makes the content of a batch that is none of its format. */
export const notParsed = (format: string, error: unknown): BatchContent =>
  unusable(`Failed to parse ${format}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : ""}`);

const isRows = (data: string | CsvTable | readonly Row[]): data is readonly Row[] => Array.isArray(data);

function rowsOf(format: string, data: string | CsvTable, target: RowsTarget): Row[] | string {
  if (typeof data !== "string") return tableRows(data, target);
  if (format === "CSV") return tableRows(readCsv(data), target);
  return format === "JSON" ? jsonRows(JSON.parse(data)) : xmlRows(data);
}

/** Makes the content of a batch that will fail, with the recorded beginning of a `stateMessage`. */
export const unusable = (why: string): BatchContent => ({ kind: "unusable", stateMessage: `InvalidBatch : ${why}` });

const deletes = ({ operation }: RowsTarget): boolean => operation === "delete" || operation === "hardDelete";
const hasOnlyIds = (fields: readonly string[]): boolean => fields.every((field) => field.toLowerCase() === "id");

/** Reported for `delete` (forcedotcom/SFDX-Data-Move-Utility#325); for `hardDelete` a guess after it. */
const onlyIds = ({ operation }: RowsTarget): string => `The '${operation}' batch must contain only ids`;

const tableRows = (table: CsvTable, target: RowsTarget): Row[] | string =>
  csvRows(target.mapTable?.(table) ?? table, target);

/** Makes rows of a CSV table, or says why that cannot be. An empty cell leaves its field alone, `#N/A` empties it. */
export function csvRows({ header, lines }: CsvTable, target: RowsTarget): Row[] | string {
  if (header.length === 0) return "Records not found";
  if (deletes(target) && !hasOnlyIds(header)) return onlyIds(target);
  const unknown = header.find((column) => !isColumn(target.schema, column));
  if (unknown !== undefined) return `Field name not found : ${unknown}`;
  const names = header.map((column) => column.toLowerCase());
  const twice =
    new Set(names).size === names.length ? undefined : header.find((_, at) => names.indexOf(names[at] ?? "") < at);
  // That this is refused, and how it is said, is a guess.
  if (twice !== undefined) return `Field name found twice : ${twice}`;
  return lines.map((line) => {
    const row = new Map<string, FieldValue>();
    line.forEach((cell, index) => {
      if (cell !== "") row.set(header[index] ?? "", cell === "#N/A" ? null : cell);
    });
    return row;
  });
}

/** Makes rows of what stands in JSON, or says why that cannot be. */
export function jsonRows(value: unknown): Row[] | string {
  if (!Array.isArray(value) || !value.every(isObject)) return "Failed to parse JSON: expected an array of objects";
  return value.map((record) => jsonRow(record));
}

/** Makes a row of a record in JSON. A nested object is a related record. */
export function jsonRow(record: Readonly<Record<string, unknown>>): Row {
  const row = new Map<string, FieldValue>();
  for (const [field, member] of Object.entries(record)) {
    if (field === "attributes") continue;
    if (!isObject(member)) row.set(field, toFieldValue(member));
    else {
      for (const [inner, leaf] of Object.entries(member)) {
        if (inner !== "attributes") row.set(`${field}.${inner}`, toFieldValue(leaf));
      }
    }
  }
  return row;
}

/** Tells whether a value of JSON is an object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toFieldValue = (value: unknown): FieldValue =>
  value === null || ["string", "number", "boolean"].includes(typeof value)
    ? (value as FieldValue)
    : JSON.stringify(value);

function xmlRows(text: string): Row[] | string {
  const { root } = parseXml(text.trim());
  if (root === null || localName(root) !== "sObjects") return "Failed to parse XML: expected the element sObjects";
  return rowsIn(root);
}

/** Makes rows of the records in an element. */
export const rowsIn = (root: XmlElement): Row[] =>
  childrenOf(root)
    .filter((child) => localName(child) === "sObject")
    .map((record) => xmlRow(record));

function xmlRow(record: XmlElement): Row {
  const row = new Map<string, FieldValue>();
  for (const field of childrenOf(record)) {
    const [related] = childrenOf(field);
    if (related === undefined) {
      // The element that names a record's type is not a field.
      if (localName(field) !== "type") row.set(localName(field), textOf(field));
    } else {
      for (const inner of childrenOf(related)) {
        if (localName(inner) !== "type") row.set(`${localName(field)}.${localName(inner)}`, textOf(inner));
      }
    }
  }
  return row;
}

const textOf = (element: XmlElement): string | null => (isNil(element) ? null : element.text);
