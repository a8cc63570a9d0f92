import type { IngestContent, IngestJob } from "../../org/state/bulk-2-job.ts";
import { type ObjectSchema, schemaOf } from "../../options/object-schema.ts";
import type { Org } from "../../org/state/org.ts";
import { checkRowSizes } from "./check-row-sizes.ts";
import { dataSetOperations } from "../../org/bulk-2/data-set-operations.ts";
import type { Row } from "../../org/state/row.ts";
import { columnDelimiters } from "../../org/bulk-2/csv-dialect.ts";
import { type CsvTable, readCsv, readCsvInTurns } from "./read-csv.ts";
import { csvRows, notDecodable } from "./read-rows.ts";
import { decodeText } from "../encoding/decode-text.ts";

/** Reads what was uploaded to a job of Bulk API 2.0. What cannot be read fails the job when it is processed. */
export function ingestContentOf(org: Org, job: IngestJob): IngestContent {
  const text = decodeText(job.body, job.charset);
  const problem = problemOf(text, job);
  if (problem !== undefined) return unreadable(problem);
  try {
    return contentOf(readCsv(text ?? "", delimiterOf(job)), job, schemaFor(org, job));
  } catch (error) {
    return notParsed(error);
  }
}

/** Does as {@link ingestContentOf}, and lets others have their turn in between. */
export async function ingestContentInTurns(org: Org, job: IngestJob): Promise<IngestContent> {
  const text = decodeText(job.body, job.charset);
  const problem = problemOf(text, job);
  if (problem !== undefined) return unreadable(problem);
  try {
    return contentOf(await readCsvInTurns(text ?? "", delimiterOf(job)), job, schemaFor(org, job));
  } catch (error) {
    return notParsed(error);
  }
}

const schemaFor = ({ objects }: Org, { object, operation }: IngestJob): ObjectSchema | undefined =>
  object === null || dataSetOperations.includes(operation) ? undefined : schemaOf(objects, object);

const delimiterOf = ({ columnDelimiter }: IngestJob): string | undefined => columnDelimiters[columnDelimiter];

const unreadable = (problem: string): IngestContent => ({ columns: [], lines: [], rows: [], problem });

const notParsed = (error: unknown): IngestContent =>
  unreadable(`InvalidBatch : Failed to parse CSV: ${(error as Error).message}`);

function problemOf(text: string | undefined, { lineEnding }: IngestJob): string | undefined {
  if (text === undefined) return `InvalidBatch : Failed to parse CSV: ${notDecodable}`;
  if (hasLineEnding(text, lineEnding)) return undefined;
  // Recorded as an errorMessage.
  return `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`;
}

function contentOf(table: CsvTable, { operation }: IngestJob, schema: ObjectSchema | undefined): IngestContent {
  const { header: columns, lines } = table;
  const failed = (why: string): IngestContent => ({ columns, lines, rows: [], problem: `InvalidBatch : ${why}` });
  // Nobody knows the columns of what is for no object: any will do.
  const rows = schema === undefined ? lines.map((): Row => new Map()) : csvRows(table, { schema, operation });
  if (typeof rows === "string") return failed(rows);
  if (rows.length === 0) return failed("Records not found");
  const tooLarge = checkRowSizes(rows);
  return tooLarge === undefined ? { columns, lines, rows } : failed(tooLarge);
}

const hasLineEnding = (text: string, lineEnding: string): boolean =>
  lineEnding === "LF" ? !text.includes("\r\n") : !/(?:^|[^\r])\n/.test(text);
