import { delimiters } from "../protocol/delimiter.ts";
import * as v from "valibot";
import { JournalError } from "../errors/journal-error.ts";
import type { JobSpec } from "../protocol/job-spec.ts";
import type { DuplicateBatch, JournalEntry, LoadSummary } from "../protocol/journal-entry.ts";
import type { Journal } from "./journal.ts";

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const names = v.nullable(v.array(text));
/** It is compared with the caller's own, which is checked. */
const spec: v.GenericSchema<unknown, JobSpec> = v.looseObject({
  operation: text,
  object: text,
  externalIdFieldName: v.optional(text),
}) as v.GenericSchema<unknown, JobSpec>;
const summary: v.GenericSchema<unknown, LoadSummary> = v.object({
  rows: count,
  written: count,
  failed: count,
  unknown: count,
  reasons: v.array(v.object({ statusCode: text, rows: count, firstRow: count })),
});
const duplicate: v.GenericSchema<unknown, DuplicateBatch> = v.object({
  jobId: text,
  batchId: text,
  firstRow: v.nullable(count),
});

const entrySchema: v.GenericSchema<unknown, JournalEntry> = v.variant("kind", [
  v.object({
    kind: v.literal("begun"),
    version: v.literal(1),
    at: text,
    organizationId: v.nullable(text),
    origin: text,
    spec,
    limits: v.object({ maxBytes: count, maxRecords: count }),
    reading: v.object({
      header: names,
      columns: names,
      encoding: v.nullable(text),
      delimiter: v.nullable(v.picklist(delimiters)),
      raggedRows: v.picklist(["error", "send"]),
    }),
    columns: names,
  }),
  v.object({ kind: v.literal("taken-up"), at: text }),
  v.object({ kind: v.literal("creating-job"), at: text }),
  v.object({ kind: v.literal("job-created"), jobId: text, apiVersion: count, createdDate: text }),
  v.object({
    kind: v.literal("adding-batch"),
    jobId: text,
    firstRow: count,
    rows: count,
    bytes: count,
    hash: text,
  }),
  v.object({ kind: v.literal("batch-added"), jobId: text, firstRow: count, batchId: text }),
  v.object({ kind: v.literal("job-closed"), jobId: text }),
  v.object({ kind: v.literal("ended"), at: text, summary, duplicates: v.array(duplicate), leftOpen: names }),
]);

/**
 * Reads a journal and checks every entry: it may come from anywhere.
 *
 * @throws JournalError for what is no journal of this version; what the journal itself throws.
 */
export async function readJournal(journal: Journal): Promise<JournalEntry[]> {
  const entries: unknown = await journal.read();
  if (!Array.isArray(entries)) throw new JournalError("Cannot read the journal: its read() gave no array");
  return entries.map((entry: unknown, index) => {
    const { success, output, issues } = v.safeParse(entrySchema, entry);
    if (success && (index === 0) === (output.kind === "begun")) return output;
    const path = issues?.[0] === undefined ? undefined : v.getDotPath(issues[0]);
    const what = path === undefined || path === null ? "it" : `its ${path}`;
    throw new JournalError(
      `Cannot read the journal: entry ${index} is none of a load, or of a later version of sfbulk: ${what} is not as expected`,
    );
  });
}
