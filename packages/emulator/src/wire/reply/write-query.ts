import type { StoredRecord } from "../../org/state/record-store.ts";
import type { FieldValue } from "../../org/state/row.ts";
import { valueOf } from "../../org/query/value-of.ts";
import { nestFields, type NestedRecord } from "./nest-fields.ts";
import { csvLine } from "./csv-line.ts";
import { dataloadNamespace, escapeXml, xmlDeclaration } from "../encoding/xml-text.ts";
import type { Format } from "./reply-format.ts";

/** Writes the list of a query batch's results. */
export const writeResultList = (ids: readonly string[], format: Format): string =>
  format === "json"
    ? JSON.stringify(ids)
    : `<result-list xmlns="${dataloadNamespace}">${ids.map((id) => `<result>${id}</result>`).join("")}</result-list>`;

/** What a query found, to be written down. */
interface QueryResult {
  readonly object: string;
  readonly apiVersion: string;
  readonly fields: readonly string[];
  readonly records: readonly StoredRecord[];
}

/**
 * Writes what a query found, in the format of its job and in pieces: CSV and JSON as recorded; the layout of XML is a
 * guess.
 */
export function writeQueryResult(contentType: string, result: QueryResult): Iterable<string> {
  if (contentType.endsWith("CSV")) return csv(result);
  return contentType.endsWith("JSON") ? json(result) : xml(result);
}

/** How many records are a piece. */
const pieceRecords = 500;

/** Writes records, a piece of them at a time. */
function* inPieces(records: readonly StoredRecord[], write: (record: StoredRecord) => string): Generator<string> {
  for (let start = 0; start < records.length; start += pieceRecords) {
    yield records
      .slice(start, start + pieceRecords)
      .map((record) => write(record))
      .join("");
  }
}

function* csv({ fields, records }: QueryResult): Generator<string> {
  // Recorded: this line stands in place of the header. That a line break ends it is a guess.
  yield records.length === 0 ? "Records not found for this query\n" : csvLine(fields);
  yield* inPieces(records, (record) => csvLine(fields.map((field) => textOf(valueOf(record, field)))));
}

const textOf = (value: FieldValue): string => (value === null ? "" : String(value));

function* json({ object, apiVersion, fields, records }: QueryResult): Generator<string> {
  yield "[";
  yield* inPieces(records, (record) => {
    const written = JSON.stringify(nestFields(`v${apiVersion}`, object, record, fields, jsonValue));
    return record === records[0] ? written : `,${written}`;
  });
  yield "]";
}

/** Times are milliseconds since 1970 in JSON (recorded). */
const jsonValue = (value: FieldValue): FieldValue =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? Date.parse(value) : value;

function* xml({ object, fields, records }: QueryResult): Generator<string> {
  yield `${xmlDeclaration}<queryResult xmlns="${dataloadNamespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n`;
  yield* inPieces(records, (record) => {
    const nested = nestFields("", object, record, fields, (value) => value);
    return ` <records xsi:type="sObject">${xmlMembers(nested)}</records>\n`;
  });
  yield "</queryResult>";
}

const xmlMembers = (record: NestedRecord): string =>
  `<type>${record.attributes.type}</type>${Object.entries(record)
    .map(([name, value]) => {
      if (name === "attributes") return "";
      if (value === null) return `<${name} xsi:nil="true"/>`;
      if (typeof value !== "object") return `<${name}>${escapeXml(String(value))}</${name}>`;
      return isNested(value) ? `<${name} xsi:type="sObject">${xmlMembers(value)}</${name}>` : "";
    })
    .join("")}`;

const isNested = (value: NestedRecord[string]): value is NestedRecord =>
  typeof value === "object" && value !== null && "attributes" in value;
