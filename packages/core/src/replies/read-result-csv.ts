import Papa from "papaparse";
import { readErrorCell } from "../protocol/row-error-cell.ts";
import type { RowResult } from "../protocol/row-result.ts";
import { NotTheAnswer } from "./not-the-answer.ts";

const columns = ["Id", "Success", "Created", "Error"];
const headerLine = '"Id","Success","Created","Error"\n';

/**
 * Reads the results of a batch's rows out of CSV. It is loaded with the CSV parser, for who reads results.
 *
 * @throws NotTheAnswer where it is something else, or was cut.
 */
export function readResultCsv(text: string): RowResult[] {
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
