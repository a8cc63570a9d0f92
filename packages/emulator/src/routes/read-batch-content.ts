import type { BatchContent, Job } from "../org/job.ts";
import { findByName } from "../org/object-schema.ts";
import type { Org } from "../org/org.ts";
import { Refusal } from "../org/refusal.ts";
import type { Arrival } from "../wire/arrival.ts";
import { readRows } from "../wire/read-rows.ts";
import { tooLarge } from "./check-request.ts";

/** The Content-Type of a batch for each content type of a job. */
const typeOf: Readonly<Record<string, string>> = {
  CSV: "text/csv",
  JSON: "application/json",
  XML: "application/xml",
  ZIP_CSV: "zip/csv",
  ZIP_JSON: "zip/json",
  ZIP_XML: "zip/xml",
};

const maxCharacters = 10_000_000;
const maxBytes = 10 * 1024 * 1024;
const maxRows = 10_000;

/**
 * Reads what a batch brings.
 *
 * @throws Refusal for the wrong Content-Type, an empty body, or one beyond a limit.
 */
export function readBatchContent(org: Org, job: Job, { headers, body, text }: Arrival): BatchContent {
  checkContentType(job, headers.get("content-type"));
  if (text.length > maxCharacters || body.length > maxBytes) throw tooLarge();
  if (text.trim() === "") throw new Refusal("ClientInputError", "Unable to find any data to create batch");
  if (job.operation === "query" || job.operation === "queryAll") return { kind: "query", soql: text };
  if (job.contentType.startsWith("ZIP")) {
    // Not Salesforce's words: the emulator opens no archives.
    return { kind: "unusable", stateMessage: "InvalidBatch : The emulator does not read ZIP batches" };
  }
  if (job.hasSpec === true) {
    // Not Salesforce's words: the emulator maps no columns.
    return { kind: "unusable", stateMessage: "InvalidBatch : The emulator does not read mapping specs" };
  }
  const schema = findByName(org.objects, job.object)?.value ?? { keyPrefix: "000", fields: {} };
  const content = readRows(job.contentType, text, schema);
  if (content.kind === "rows" && content.rows.length > maxRows) {
    // The limit is documented, the words are a guess.
    throw new Refusal("InvalidBatch", `Too many records in batch: ${content.rows.length} (maximum: ${maxRows})`);
  }
  return content;
}

function checkContentType(job: Job, given: string | null): void {
  const type = (given ?? "application/xml").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === typeOf[job.contentType]) return;
  if (!Object.values(typeOf).includes(type)) {
    throw new Refusal("UnsupportedContentType", `Unsupported content type: ${given}`);
  }
  // That one of these two codes is used is known; which, and with what words, is a guess.
  throw new Refusal("InvalidBatch", `Content-Type ${type} does not match the Job's contentType ${job.contentType}`);
}
