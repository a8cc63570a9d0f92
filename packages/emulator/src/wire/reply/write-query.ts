import type { StoredRecord } from "../../org/state/record-store.ts";
import type { FieldValue } from "../../org/state/row.ts";
import { valueOf } from "../../org/query/value-of.ts";
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

/** Writes what a query found, in the format of its job: CSV and JSON as recorded; the layout of XML is a guess. */
export function writeQueryResult(contentType: string, result: QueryResult): string {
  if (contentType.endsWith("CSV")) return csv(result);
  return contentType.endsWith("JSON") ? json(result) : xml(result);
}

function csv({ fields, records }: QueryResult): string {
  // Recorded: this line stands in place of the header. That a line break ends it is a guess.
  if (records.length === 0) return "Records not found for this query\n";
  const lines = records.map((record) => csvLine(fields.map((field) => textOf(valueOf(record, field)))));
  return csvLine(fields) + lines.join("");
}

const textOf = (value: FieldValue): string => (value === null ? "" : String(value));

function json({ object, apiVersion, fields, records }: QueryResult): string {
  return JSON.stringify(
    records.map((record) => ({
      attributes: { type: object, url: `/services/data/v${apiVersion}/sobjects/${object}/${record.id}` },
      ...Object.fromEntries(fields.map((field) => [field, jsonValue(valueOf(record, field))])),
    })),
  );
}

/** Times are milliseconds since 1970 in JSON (recorded). */
const jsonValue = (value: FieldValue): FieldValue =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? Date.parse(value) : value;

function xml({ object, fields, records }: QueryResult): string {
  const rows = records.map((record) => {
    const values = fields.map((field) => {
      const value = valueOf(record, field);
      return value === null ? `<${field} xsi:nil="true"/>` : `<${field}>${escapeXml(String(value))}</${field}>`;
    });
    return ` <records xsi:type="sObject"><type>${object}</type>${values.join("")}</records>\n`;
  });
  return `${xmlDeclaration}<queryResult xmlns="${dataloadNamespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n${rows.join("")}</queryResult>`;
}
