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
    const whole = /^([A-Z][A-Z0-9_]*):(.*):([^:]*?)\s*--\s*$/s.exec(part);
    if (whole !== null) {
      const [, statusCode = "", message = "", fields = ""] = whole;
      return {
        statusCode,
        message,
        fields: fields
          .split(",")
          .map((field) => field.trim())
          .filter((field) => field !== ""),
      };
    }
    const start = /^([A-Z][A-Z0-9_]*):(.*?)(?:\s*--\s*)?$/s.exec(part);
    return { statusCode: start?.[1] ?? "", message: start?.[2] ?? part, fields: [] };
  });
}
