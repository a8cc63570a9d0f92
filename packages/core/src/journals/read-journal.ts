import { delimiters } from "../protocol/delimiter.ts";
import * as v from "valibot";
import { JournalError } from "../errors/journal-error.ts";
import type { IngestLoadSpec } from "../protocol/ingest-load-spec.ts";
import type { JobSpec } from "../protocol/job-spec.ts";
import type { ColumnFinding } from "../protocol/column-finding.ts";
import type { DuplicateBatch, JournalEntry, LoadSummary } from "../protocol/journal-entry.ts";
import type { LoadPreflight } from "../protocol/load-preflight.ts";
import type { ValueFinding } from "../protocol/value-finding.ts";
import type { Journal } from "./journal.ts";

const text = v.string();
const count = v.custom<number>((value) => Number.isSafeInteger(value) && (value as number) >= 0);
const is = <T extends string | number | true>(value: T): v.GenericSchema<unknown, T> =>
  v.custom<T>((given) => given === value);
const oneOf = <T extends string>(words: readonly T[]): v.GenericSchema<unknown, T> =>
  v.custom<T>((value) => words.includes(value as T));
const names = v.nullable(v.array(text));
/** It is compared with the caller's own, which is checked. */
const spec = v.looseObject({
  operation: text,
  object: v.optional(text),
  externalIdFieldName: v.optional(text),
}) as v.GenericSchema<unknown, JobSpec | IngestLoadSpec>;
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
/** Kinds are words for people and programs to read; a later version may have more. */
const finding = { kind: text, severity: oneOf(["error", "warning"] as const), message: text };
const columnFinding = v.object({
  ...finding,
  column: v.nullable(text),
  suggestion: v.optional(text),
}) as v.GenericSchema<unknown, ColumnFinding>;
const valueFinding = v.object({
  ...finding,
  column: text,
  count,
  examples: v.array(v.object({ line: count, value: text })),
}) as v.GenericSchema<unknown, ValueFinding>;
const preflight: v.GenericSchema<unknown, LoadPreflight> = v.object({
  checked: v.custom<boolean>((value) => typeof value === "boolean"),
  why: v.nullable(text),
  columns: v.array(columnFinding),
  values: v.array(valueFinding),
  rows: v.nullable(count),
});

/** What is about to be sent, by either API. */
const sentRows = { jobId: text, firstRow: count, rows: count, bytes: count, hash: text };

/** What an entry of each kind has. Valibot's variant, number and picklist would be loaded for this alone. */
const schemas: {
  readonly [Kind in JournalEntry["kind"]]: v.GenericSchema<unknown, Extract<JournalEntry, { kind: Kind }>>;
} = {
  begun: v.object({
    kind: is("begun"),
    version: is(1),
    // An earlier version of sfbulk refuses the entry that follows, and goes on with nothing.
    api: v.exactOptional(is("2.0")),
    at: text,
    organizationId: v.nullable(text),
    origin: text,
    spec,
    limits: v.object({ maxBytes: count, maxRecords: count }),
    reading: v.object({
      header: names,
      columns: names,
      encoding: v.nullable(text),
      delimiter: v.nullable(oneOf(delimiters)),
      raggedRows: oneOf(["error", "send"] as const),
    }),
    columns: names,
    preflight,
    snapshot: v.exactOptional(is(true)),
    takesBack: v.exactOptional(v.array(text)),
  }),
  "taken-up": v.object({ kind: is("taken-up"), at: text }),
  "creating-job": v.object({ kind: is("creating-job"), at: text }),
  "job-created": v.object({ kind: is("job-created"), jobId: text, apiVersion: count, createdDate: text }),
  "adding-batch": v.object({ kind: is("adding-batch"), ...sentRows }),
  "batch-added": v.object({ kind: is("batch-added"), jobId: text, firstRow: count, batchId: text }),
  uploading: v.object({ kind: is("uploading"), ...sentRows }),
  uploaded: v.object({ kind: is("uploaded"), jobId: text, firstRow: count }),
  "job-closed": v.object({ kind: is("job-closed"), jobId: text }),
  ended: v.object({ kind: is("ended"), at: text, summary, preflight, duplicates: v.array(duplicate), leftOpen: names }),
};

/** What is of no kind is not the first one either, and that says so. */
function schemaOf(entry: unknown): v.GenericSchema<unknown, JournalEntry> {
  const kind = typeof entry === "object" && entry !== null && "kind" in entry ? entry.kind : undefined;
  return isKind(kind) ? schemas[kind] : schemas.begun;
}

const isKind = (kind: unknown): kind is JournalEntry["kind"] =>
  typeof kind === "string" && Object.hasOwn(schemas, kind);

/**
 * Reads a journal and checks every entry: it may come from anywhere.
 *
 * @throws JournalError for what is no journal of this version; what the journal itself throws.
 */
export async function readJournal(journal: Journal): Promise<JournalEntry[]> {
  const entries: unknown = await journal.read();
  if (!Array.isArray(entries)) throw new JournalError("Cannot read the journal: its read() gave no array");
  return entries.map((entry: unknown, index) => {
    const { success, output, issues } = v.safeParse(schemaOf(entry), entry);
    if (success && (index === 0) === (output.kind === "begun")) return output;
    const path = issues?.[0] === undefined ? undefined : v.getDotPath(issues[0]);
    const what = path === undefined || path === null ? "it" : `its ${path}`;
    throw new JournalError(
      `Cannot read the journal: entry ${index} is none of a load, or of a later version of sfbulk: ${what} is not as expected`,
    );
  });
}
