import type { RowError, RowResult } from "@sfbulk/core";
import { csvLine } from "./csv-line.ts";
import { dataloadNamespace, escapeXml, xmlDeclaration } from "../encoding/xml-text.ts";

/** Writes the results of a batch's rows in the format of its job: CSV and JSON as recorded, XML as in the guide. */
export function writeResults(contentType: string, results: readonly RowResult[]): string {
  if (contentType.endsWith("CSV")) return csv(results);
  return contentType.endsWith("JSON") ? json(results) : xml(results);
}

function csv(results: readonly RowResult[]): string {
  const lines = results.map(({ id, success, created, errors }) =>
    csvLine([id ?? "", String(success), String(created), errors.map(errorCell).join("")]),
  );
  return csvLine(["Id", "Success", "Created", "Error"]) + lines.join("");
}

/** Writes the errors cell of a row. That several errors of a row stand one after another is a guess; the form of one is in the guide. */
export const errorCell = ({ statusCode, message, fields }: RowError): string =>
  `${statusCode}:${message}:${fields.length === 0 ? "" : `${fields.join(",")} `}--`;

const json = (results: readonly RowResult[]): string =>
  JSON.stringify(
    results.map(({ success, created, id, errors }) => ({
      success,
      created,
      id,
      errors: errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields })),
    })),
  );

function xml(results: readonly RowResult[]): string {
  const rows = results.map(({ id, success, created, errors }) => {
    const start = id === null ? "" : `<id>${id}</id>`;
    return ` <result>${errors.map(errorElement).join("")}${start}<success>${success}</success><created>${created}</created></result>\n`;
  });
  return `${xmlDeclaration}\n<results xmlns="${dataloadNamespace}">\n${rows.join("")}</results>`;
}

function errorElement({ statusCode, message, fields }: RowError): string {
  const names = fields.map((field) => `<fields>${escapeXml(field)}</fields>`).join("");
  return `<errors>${names}<message>${escapeXml(message)}</message><statusCode>${statusCode}</statusCode></errors>`;
}
