import type { RowError } from "./row-result.ts";

/**
 * Reads the last column of a CSV result: `STATUS_CODE:message:field1,field2 --`, and `--` alone for no fields.
 *
 * That several errors stand one after another in the cell is a guess. Messages are people's own words and may have ` -- `
 * in them: an error ends there only where a list of fields stands before it and a code behind it, or the cell's end. A cell
 * in another form is one error whose message is the cell.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 */
export function readErrorCell(cell: string): RowError[] {
  const errors: RowError[] = [];
  let start = 0;
  let colon = -1;
  for (let index = 0; index < cell.length; index++) {
    if (cell[index] === ":") colon = index;
    if (cell[index] !== "-" || cell[index + 1] !== "-") continue;
    const next = afterSpace(cell, index + 2);
    if (next < cell.length && !(isCodeAt(cell, next) && hasFields(cell.slice(colon + 1, index)))) continue;
    errors.push(readError(cell.slice(start, index)));
    // What stands behind is the next error, and its colons are its own.
    index = next - 1;
    start = next;
  }
  const rest = cell.slice(start);
  return rest.trim() === "" ? errors : [...errors, readError(rest)];
}

function readError(text: string): RowError {
  const [code] = /^[A-Z][A-Z0-9_]*:/.exec(text) ?? [];
  if (code === undefined) return { statusCode: "", message: text.trimEnd(), fields: [] };
  const statusCode = code.slice(0, -1);
  const end = text.lastIndexOf(":");
  const fields = text.slice(end + 1);
  // The only colon is the code's own.
  if (end < code.length || !hasFields(fields)) {
    return { statusCode, message: text.slice(code.length).trimEnd(), fields: [] };
  }
  return {
    statusCode,
    message: text.slice(code.length, end),
    fields: fields
      .split(",")
      .map((field) => field.trim())
      .filter((field) => field !== ""),
  };
}

/** API names with commas between them, or nothing. */
const hasFields = (text: string): boolean => /^(?:[\w.]+(?: ?, ?[\w.]+)*)?$/.test(text.trim());

/** Salesforce's status codes of rows have an underscore, all of them in its list; a word before a colon often has none. */
const nextCode = /[A-Z][A-Z0-9]*_[A-Z0-9_]*:/y;

function isCodeAt(cell: string, index: number): boolean {
  nextCode.lastIndex = index;
  return nextCode.test(cell);
}

function afterSpace(cell: string, index: number): number {
  let next = index;
  while (next < cell.length && cell[next]?.trim() === "") next++;
  return next;
}
