import type { RowError } from "./row-result.ts";

/**
 * Reads the last column of a CSV result: `STATUS_CODE:message:field1,field2 --`, and `--` alone for no fields.
 *
 * That several errors stand one after another in the cell is a guess; a cell in another form is one error whose message
 * is the cell.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 */
export function readErrorCell(cell: string): RowError[] {
  if (cell.trim() === "") return [];
  return cell.split(/(?<=--)\s*(?=[A-Z][A-Z0-9_]+:)/).map((part) => {
    const trimmed = part.trimEnd();
    const isWhole = trimmed.endsWith("--");
    const text = isWhole ? trimmed.slice(0, -2).trimEnd() : part;
    const code = /^([A-Z][A-Z0-9_]*):/.exec(text);
    if (code === null) return { statusCode: "", message: part, fields: [] };
    const [start, statusCode = ""] = code;
    const words = text.slice(start.length);
    const colon = isWhole ? words.lastIndexOf(":") : -1;
    if (colon === -1) return { statusCode, message: words, fields: [] };
    const fields = words.slice(colon + 1).split(",");
    return {
      statusCode,
      message: words.slice(0, colon),
      fields: fields.map((field) => field.trim()).filter((field) => field !== ""),
    };
  });
}
