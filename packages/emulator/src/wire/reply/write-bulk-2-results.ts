import type { IngestJob, QueryJob } from "../../org/state/bulk-2-job.ts";
import { valueOf } from "../../org/query/value-of.ts";
import type { StoredRecord } from "../../org/state/record-store.ts";
import { csvLine } from "./csv-line.ts";
import { errorCell } from "./write-results.ts";

/** Which of a job's rows are asked for. */
export type ResultKind = "successfulResults" | "failedResults" | "unprocessedrecords";

/**
 * Writes the results of an ingest job: the cells as they were uploaded, behind what became of them. The columns are
 * documented; that the job's delimiter and line ending are used is a guess. The order of the rows is not that of the
 * input (documented): here it is the other way round, so that nobody relies on it.
 */
export function writeIngestResults(job: IngestJob, kind: ResultKind): string {
  const { columns = [], lines = [] } = job.content ?? {};
  if (kind === "unprocessedrecords") {
    return [columns, ...backwards(lines.slice(job.results.length))].map((line) => csvLine(line, job)).join("");
  }
  const successful = kind === "successfulResults";
  // The id of a failed row is there since version 53.0 (documented).
  const withId = successful || Number(job.apiVersion) >= 53;
  const header = [...(withId ? ["sf__Id"] : []), successful ? "sf__Created" : "sf__Error", ...columns];
  const rows: string[] = [];
  job.results.forEach(({ id, success, created, errors }, index) => {
    if (success !== successful) return;
    const outcome = successful ? String(created) : errors.map(errorCell).join("");
    rows.push(csvLine([...(withId ? [id ?? ""] : []), outcome, ...(lines[index] ?? [])], job));
  });
  return csvLine(header, job) + backwards(rows).join("");
}

const backwards = <Item>(items: readonly Item[]): Item[] => items.map((_, index) => items.at(-1 - index) as Item);

/** Writes a page of what a query job found, in pieces. Without records it is the header alone, unlike Bulk API 1.0 (a guess). */
export function* writeQueryPage(job: QueryJob, records: readonly StoredRecord[]): Generator<string> {
  yield csvLine(job.fields, job);
  for (let start = 0; start < records.length; start += pieceRecords) {
    yield records
      .slice(start, start + pieceRecords)
      .map((record) => {
        const line = job.fields.map((field) => String(valueOf(record, field) ?? ""));
        return csvLine(line, job);
      })
      .join("");
  }
}

/** How many records are a piece. */
const pieceRecords = 500;
