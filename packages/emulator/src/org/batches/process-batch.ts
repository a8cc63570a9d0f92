import type { RowResult } from "@sfbulk/core";
import { placeBatch, useBatches } from "./add-batch.ts";
import type { Batch, BatchOutcome, Job } from "../state/job.ts";
import type { IsOver } from "../state/due-work.ts";
import { findByName } from "../../options/object-schema.ts";
import type { Org } from "../state/org.ts";
import { splitQuery } from "../query/pk-chunking.ts";
import type { Row } from "../state/row.ts";
import { Refusal } from "../state/refusal.ts";
import { type QueryAnswer, runQuery } from "../query/run-query.ts";
import { writeRow } from "../records/write-row.ts";

/** How many results a query may have (documented; in files of 1 GB each). */
const maxResults = 15;

/**
 * Does what a batch asks, or a part of it. Where that cannot be done, its outcome says why.
 *
 * @returns whether it is done.
 */
export function processBatch(org: Org, batch: Batch, isOver: IsOver): boolean {
  // It may have been taken back since its turn was settled.
  if (batch.notProcessedAt !== undefined) return true;
  try {
    const outcome = process(org, batch, isOver);
    if (outcome === "unfinished") return false;
    if (outcome !== undefined) batch.outcome = outcome;
  } catch (error) {
    // Whatever goes wrong is this batch's business and no other request's. That Salesforce says so is a guess.
    const stateMessage = error instanceof Refusal ? failure(error) : "InternalServerError : Failed to process batch";
    batch.outcome = { kind: "failed", stateMessage };
  }
  batch.progress = undefined;
  return true;
}

/** The form is recorded for one message (the entity of the job), the others are guesses after it. */
const failure = ({ exceptionCode, message }: Refusal): string =>
  exceptionCode === "FeatureNotEnabled" || exceptionCode === "ExceededQuota"
    ? `${exceptionCode} : ${message}`
    : `InvalidBatch : Failed to process query: ${exceptionCode}: ${message}`;

function process(org: Org, batch: Batch, isOver: IsOver): BatchOutcome | "unfinished" | undefined {
  const { content, job, doom } = batch;
  const splits = content.kind === "query" && job.pkChunking !== null && !batch.isChunk;
  if (doom !== undefined && !(splits && doom.chunk !== null)) {
    return { kind: "failed", stateMessage: doom.stateMessage };
  }
  if (content.kind === "unusable") return { kind: "failed", stateMessage: content.stateMessage };
  if (content.kind === "rows") {
    const results = (batch.progress ??= []);
    for (const row of content.rows.slice(results.length)) {
      const isLocked = results.length < (batch.lockedRows ?? 0);
      results.push(isLocked ? locked : writeRow(org, job, withLineEnds(row, job.lineEnding), batch.endsAt));
      if (isOver() && results.length < content.rows.length) return "unfinished";
    }
    return { kind: "rows", results };
  }
  const answer = runQuery(org, content.soql, { withDeleted: job.operation === "queryAll", api: "bulk" });
  checkAnswer(org, job, answer);
  if (!splits || job.pkChunking === null) {
    return { kind: "query", fields: answer.fields, results: split(org, answer) };
  }
  const queries = splitQuery(org, content.soql, job.pkChunking);
  // Every chunk is a batch of its own against the quota (documented).
  useBatches(org, queries.length);
  queries.forEach((soql, index) => {
    const body = new TextEncoder().encode(soql);
    const chunk = placeBatch(org, job, body, { kind: "query", soql }, batch.endsAt, true);
    if (doom !== undefined && doom.chunk === index + 1) chunk.doom = { ...doom, chunk: null };
  });
  batch.notProcessedAt = batch.endsAt;
  return undefined;
}

/** The code is documented; the words are a guess. */
const locked: RowResult = {
  id: null,
  success: false,
  created: false,
  errors: [
    {
      statusCode: "UNABLE_TO_LOCK_ROW",
      message: "unable to obtain exclusive access to this record or 1 records",
      fields: [],
    },
  ],
};

/** Makes the line ends in the values of a row what its job says (documented for text areas; the others have none). */
function withLineEnds(row: Row, lineEnding: Job["lineEnding"]): Row {
  if (lineEnding === undefined) return row;
  const end = lineEnding === "LF" ? "\n" : "\r\n";
  return new Map(
    [...row].map(([name, value]) => [name, typeof value === "string" ? value.replace(/\r\n|\r|\n/g, end) : value]),
  );
}

function checkAnswer(org: Org, job: Job, { object, fields }: QueryAnswer): void {
  if (object !== job.object) {
    throw new Refusal(
      "INVALID_TYPE_FOR_OPERATION",
      `The root entity of the requested query (${object}) does not match the entity of the requested Bulk API Job (${job.object}).`,
    );
  }
  const schema = findByName(org.objects, object)?.value;
  const binary = fields.find((field) => schema?.fields[field]?.type === "base64");
  if (binary !== undefined && job.contentType === "CSV") {
    throw new Refusal("FeatureNotEnabled", `Cannot serialize value for '${binary}' in CSV format`);
  }
}

/** Splits what was found into results. One without records is a result too. */
function split(org: Org, { records }: QueryAnswer): { id: string; records: QueryAnswer["records"] }[] {
  const size = org.resultRecords;
  const count = Math.max(1, Math.ceil(records.length / size));
  if (count > maxResults) {
    // The limit is documented, the words are a guess.
    throw new Refusal("QUERY_TIMEOUT", `Retrieved more than ${maxResults} files`);
  }
  return Array.from({ length: count }, (_, index) => ({
    id: org.ids.next("752").slice(0, 15),
    records: count === 1 ? records : records.slice(index * size, (index + 1) * size),
  }));
}
