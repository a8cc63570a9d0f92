import Papa from "papaparse";
import * as v from "valibot";
import { NotTheAnswer } from "./not-the-answer.ts";
import type { ReplyBody } from "./read-body.ts";
import { valueReader } from "./read-value.ts";
import { readErrorCell } from "../protocol/row-error-cell.ts";
import { type RowResult, rowResultSchema } from "../protocol/row-result.ts";

/** JSON sends the rows as they are, XML in elements `result`, of which none or one look like no list. */
const rowsSchema: v.GenericSchema<unknown, RowResult[]> = v.pipe(
  v.union([
    v.array(v.unknown()),
    v.pipe(
      v.literal(""),
      v.transform(() => []),
    ),
    v.object({ result: v.optional(v.unknown()) }),
  ]),
  v.transform((rows): unknown[] => (Array.isArray(rows) ? rows : rows.result == null ? [] : [rows.result].flat())),
  v.array(rowResultSchema),
);

const readParsed = valueReader(rowsSchema, "a list of row results", "results");

/** Reads the results of a batch's rows out of a reply, CSV, JSON or XML. */
export const readRowResults = (body: ReplyBody): RowResult[] =>
  body.kind === "text" ? readCsv(body.text) : readParsed(body);

const columns = ["Id", "Success", "Created", "Error"];
const headerLine = '"Id","Success","Created","Error"\n';

function readCsv(text: string): RowResult[] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ",", skipEmptyLines: true });
  const [header, ...rows] = data;
  if (headerLine.startsWith(text) && text !== headerLine) throw cut();
  if (header === undefined || columns.some((column, index) => header[index] !== column)) {
    throw new NotTheAnswer("the reply is not a list of row results: its first line is not Id, Success, Created, Error");
  }
  // Each line ends with a line break (recorded); a reply without the last one was cut, and so was one in a quoted value.
  if (errors.length > 0 || !text.endsWith("\n")) throw cut();
  return rows.map((row, index) => {
    const [id = "", success, created, error = ""] = row;
    if (row.length !== columns.length || !isTruth(success) || !isTruth(created)) {
      throw new NotTheAnswer(`the reply is not a list of row results: row ${index + 1} cannot be read`);
    }
    const succeeded = success === "true";
    return {
      id: id === "" ? null : id,
      success: succeeded,
      created: created === "true",
      errors: succeeded ? [] : readErrorCell(error),
    };
  });
}

const cut = (): NotTheAnswer => new NotTheAnswer("the reply breaks off inside a row", "DamagedReply", true);

const isTruth = (value: string | undefined): boolean => value === "true" || value === "false";
