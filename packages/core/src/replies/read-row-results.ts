import { turns } from "../async/turns.ts";
import type { RowList } from "../protocol/row-list.ts";
import { type RowResult, rowResultSchema } from "../protocol/row-result.ts";
import type { ReplyBody } from "./read-body.ts";
import { readUsualResults } from "./read-usual-results.ts";
import { valueReader } from "./read-value.ts";
import { listSchema } from "./xml-list.ts";

const readParsed = valueReader(listSchema("result", rowResultSchema), "a list of row results", "results");

/** Of all readers: the results of several batches may be there at once, and each is read in one go. */
const turnEnd = turns();

/** Reads the results of a batch's rows out of a reply, CSV, JSON or XML. */
export async function readRowResults(body: ReplyBody): Promise<RowList<RowResult>> {
  if (body.kind !== "text") return readParsed(body);
  for (let over = turnEnd(); over !== undefined; over = turnEnd()) await over;
  const usual = readUsualResults(body.bytes);
  if (usual !== undefined) return usual;
  // Loaded with the CSV parser, where one is needed.
  const { readResultCsv } = await import("./read-result-csv.ts");
  return readResultCsv(body.text);
}
