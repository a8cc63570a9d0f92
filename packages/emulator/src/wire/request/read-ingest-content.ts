import type { IngestContent, IngestJob } from "../../org/state/bulk-2-job.ts";
import { type ObjectSchema, schemaOf } from "../../options/object-schema.ts";
import type { Org } from "../../org/state/org.ts";
import { checkRowSizes } from "./check-row-sizes.ts";
import { columnDelimiters, type CsvDialect } from "../../org/bulk-2/csv-dialect.ts";
import { readCsv } from "./read-csv.ts";
import { csvRows, notDecodable } from "./read-rows.ts";
import { decodeText } from "../encoding/decode-text.ts";

/** Reads what was uploaded to a job of Bulk API 2.0. What cannot be read fails the job when it is processed. */
export const ingestContentOf = (org: Org, job: IngestJob): IngestContent =>
  readContent(decodeText(job.body, job.charset), job, schemaOf(org.objects, job.object));

function readContent(
  text: string | undefined,
  dialect: CsvDialect & Pick<IngestJob, "operation">,
  schema: ObjectSchema,
): IngestContent {
  if (text === undefined) {
    return { columns: [], lines: [], rows: [], problem: `InvalidBatch : Failed to parse CSV: ${notDecodable}` };
  }
  if (!hasLineEnding(text, dialect.lineEnding)) {
    // Recorded as an errorMessage.
    const problem = `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${dialect.lineEnding}`;
    return { columns: [], lines: [], rows: [], problem };
  }
  try {
    const table = readCsv(text, columnDelimiters[dialect.columnDelimiter]);
    const { header: columns, lines } = table;
    const failed = (why: string): IngestContent => ({ columns, lines, rows: [], problem: `InvalidBatch : ${why}` });
    const rows = csvRows(table, { schema, operation: dialect.operation });
    if (typeof rows === "string") return failed(rows);
    if (rows.length === 0) return failed("Records not found");
    const tooLarge = checkRowSizes(rows);
    return tooLarge === undefined ? { columns, lines, rows } : failed(tooLarge);
  } catch (error) {
    const problem = `InvalidBatch : Failed to parse CSV: ${(error as Error).message}`;
    return { columns: [], lines: [], rows: [], problem };
  }
}

const hasLineEnding = (text: string, lineEnding: string): boolean =>
  lineEnding === "LF" ? !text.includes("\r\n") : !/(?:^|[^\r])\n/.test(text);
