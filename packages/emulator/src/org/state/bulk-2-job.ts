import type { RowResult } from "@sfbulk/core";
import type { JobBasics } from "./job.ts";
import type { StoredRecord } from "./record-store.ts";
import type { Row } from "./row.ts";

/** The states of a job of Bulk API 2.0. One of a query is never `Open`. */
type Bulk2StateName = "Open" | "UploadComplete" | "InProgress" | "JobComplete" | "Aborted" | "Failed";

/** What the two kinds of jobs of Bulk API 2.0 have in common. */
interface Bulk2Base extends JobBasics {
  /** Never `InProgress`: that follows from the time, see {@link bulk2StateOf}. */
  state: Exclude<Bulk2StateName, "InProgress">;
  /** Its name, `COMMA`. */
  readonly columnDelimiter: string;
  /** Its name, `LF`. */
  readonly lineEnding: string;
  /** When its processing begins; `undefined` until that is settled. */
  startsAt: number | undefined;
  /** How much longer its processing takes than that of others, in milliseconds. Absent: no longer. */
  extraTime?: number;
  /** Why it failed. */
  errorMessage: string | null;
}

/** A job that writes records. */
export interface IngestJob extends Bulk2Base {
  readonly kind: "ingest";
  readonly externalIdFieldName: string | null;
  readonly assignmentRuleId: string | null;
  /** How often data were uploaded; more than once is one time too many. */
  uploads: number;
  /** The data as uploaded, after gunzip. */
  body: Uint8Array<ArrayBuffer>;
  /** The charset that the upload named; `undefined` for UTF-8. */
  charset: string | undefined;
  /** What the data turned out to hold, from the moment that the upload is complete. */
  content: IngestContent | undefined;
  /** What became of the rows that have been processed, in their order. */
  readonly results: RowResult[];
  /** After how many rows Salesforce gives it up, by a seed. Absent: never. */
  failsAfter?: number;
}

/** What was uploaded. */
export interface IngestContent {
  readonly columns: readonly string[];
  /** The cells as they were, for the results. */
  readonly lines: readonly (readonly string[])[];
  /** The rows to be written; as many as lines, unless there is a problem. */
  readonly rows: readonly Row[];
  /** Why nothing of it can be processed, in the words of the job's `errorMessage`. */
  readonly problem?: string;
}

/** A job that reads records. */
export interface QueryJob extends Bulk2Base {
  readonly kind: "query";
  readonly object: string;
  readonly soql: string;
  /** The fields in the order of the SELECT list. */
  readonly fields: readonly string[];
  /** What was found, once the job is complete. */
  records: readonly StoredRecord[];
}

/** A job of Bulk API 2.0. */
export type Bulk2Job = IngestJob | QueryJob;

/** How many rows Salesforce processes as one batch (documented). */
export const rowsPerBatch = 10_000;

/** Gives a job's state at a moment. */
export const bulk2StateOf = (job: Bulk2Job, now: number): Bulk2StateName =>
  job.state === "UploadComplete" && job.startsAt !== undefined && now >= job.startsAt ? "InProgress" : job.state;
