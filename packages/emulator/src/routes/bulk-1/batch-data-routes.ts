import { batchStateOf } from "../../org/batches/batch-info-of.ts";
import type { Batch, BatchOutcome, Job } from "../../org/state/job.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { readArchive } from "../../wire/request/read-archive.ts";
import { contentTypeOf, replyFormat } from "../../wire/reply/reply-format.ts";
import { writeQueryResult, writeResultList } from "../../wire/reply/write-query.ts";
import { writeResults } from "../../wire/reply/write-results.ts";
import { textStream } from "../../wire/encoding/body-stream.ts";
import { asyncReply } from "./async-reply.ts";
import type { RouteContext } from "../context/route-context.ts";
import { batchOf, jobOf } from "./check-request.ts";

/** The content type of a job's data. */
const dataTypeOf = ({ contentType }: Job): string =>
  contentType.endsWith("CSV") ? "text/csv" : contentType.endsWith("JSON") ? "application/json" : "application/xml";

/** Answers with a batch's body as it was submitted; of an archive, with its `request.txt` (documented). */
export function getBatchRequest(context: RouteContext): Response {
  const job = jobOf(context, "same version");
  const { body } = batchOf(context, job);
  const archive = job.contentType.startsWith("ZIP") ? readArchive(body) : undefined;
  const request = archive === undefined || typeof archive === "string" ? body : archive.request;
  return asyncReply(context, 200, request, dataTypeOf(job));
}

/** Answers with what became of a batch's rows, or with the list of a query's results. */
export function getResults(context: RouteContext): Response {
  const { arrival } = context.env;
  const job = jobOf(context, "same version");
  const outcome = outcomeOf(context, batchOf(context, job));
  if (outcome.kind === "rows") {
    return asyncReply(context, 200, writeResults(job.contentType, outcome.results), dataTypeOf(job));
  }
  const format = replyFormat(arrival, job);
  return asyncReply(
    context,
    200,
    writeResultList(
      outcome.results.map(({ id }) => id),
      format,
    ),
    contentTypeOf(format),
  );
}

/** Answers with what a query found. A query string behind the path is ignored (recorded). */
export function getQueryResult(context: RouteContext): Response {
  const job = jobOf(context, "same version");
  const outcome = outcomeOf(context, batchOf(context, job));
  const id = context.req.param("resultId") ?? "";
  const part = outcome.kind === "query" ? outcome.results.find((one) => one.id === id.slice(0, 15)) : undefined;
  if (outcome.kind !== "query" || part === undefined) {
    // A guess after the message for batches.
    throw new Refusal("InvalidBatch", `Unable to find result for id: ${id}`);
  }
  const { fields } = outcome;
  const result = { fields, records: part.records, object: job.object, apiVersion: job.apiVersion };
  return asyncReply(context, 200, textStream(writeQueryResult(job.contentType, result)), dataTypeOf(job));
}

function outcomeOf(context: RouteContext, batch: Batch): Exclude<BatchOutcome, { kind: "failed" }> {
  const state = batchStateOf(batch, context.env.org.clock.now());
  // Both messages are in use; that a batch that was not processed gets the second one is in the guide.
  if (state === "Queued" || state === "InProgress") throw new Refusal("InvalidBatch", "Batch not completed");
  if (batch.outcome === undefined || batch.outcome.kind === "failed") {
    throw new Refusal("InvalidBatch", "Records not processed");
  }
  return batch.outcome;
}
