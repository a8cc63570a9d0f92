import type { Delimiter } from "./delimiter.ts";
import type { IngestLoadSpec } from "./ingest-load-spec.ts";
import type { JobSpec } from "./job-spec.ts";
import type { LoadPreflight } from "./load-preflight.ts";

/** How much a batch of a load may hold; by Bulk API 2.0, where there are none, how much a job may. */
export interface LoadLimits {
  /** Bytes of a batch, or of a job of Bulk API 2.0; header line included and before compression. */
  readonly maxBytes: number;
  /** Rows of a batch; by Bulk API 2.0 of the pieces that a job is filled with, which end where it does. */
  readonly maxRecords: number;
}

/** How the source of a load is read: what of it changes the bytes of the batches. `null` stands for the default. */
export interface LoadReading {
  /** The option `header`. */
  readonly header: readonly string[] | null;
  /** The option `columns`. */
  readonly columns: readonly string[] | null;
  /** The option `encoding`. */
  readonly encoding: string | null;
  /** The option `delimiter`. */
  readonly delimiter: Delimiter | null;
  /** The option `raggedRows`. */
  readonly raggedRows: "error" | "send";
}

/** A load begins. It is the first entry, and there is one only. */
export interface BegunEntry {
  readonly kind: "begun";
  /** The version of all entries of the journal. */
  readonly version: 1;
  /** The API that loads the rows; absent for `1.0`. */
  readonly api?: "2.0";
  /** When it was, by this computer's clock: ISO 8601. */
  readonly at: string;
  /** The id of the org, or `null` where it was not asked for. */
  readonly organizationId: string | null;
  /** The origin of the org's address. It tells orgs apart where the id is not known. */
  readonly origin: string;
  /** What each job of the load is created with. */
  readonly spec: JobSpec | IngestLoadSpec;
  readonly limits: LoadLimits;
  readonly reading: LoadReading;
  /** The columns of the rows; `null` where they are not CSV. */
  readonly columns: readonly string[] | null;
  /** What was found out before, without values of rows. */
  readonly preflight: LoadPreflight;
  /** Whether the records are kept before rows are sent; absent where they are not. */
  readonly snapshot?: true;
  /** The ids of the jobs of the load that this one takes back a part of; absent of others. */
  readonly takesBack?: readonly string[];
}

/** A run takes up what an earlier one left. From here on, the earlier one cannot write any more. */
export interface TakenUpEntry {
  readonly kind: "taken-up";
  /** When it was, by this computer's clock: ISO 8601. */
  readonly at: string;
}

/** A job is about to be created. */
export interface CreatingJobEntry {
  readonly kind: "creating-job";
  /** When it was, by this computer's clock: ISO 8601. */
  readonly at: string;
}

/** A job was created. */
export interface JobCreatedEntry {
  readonly kind: "job-created";
  readonly jobId: string;
  /** The API version of the job, in which its batches are added. */
  readonly apiVersion: number;
  /** When Salesforce says that it was created: ISO 8601. */
  readonly createdDate: string;
}

/** A batch is about to be sent. */
export interface AddingBatchEntry {
  readonly kind: "adding-batch";
  readonly jobId: string;
  /** The number of its first row in the source, counted from 1. */
  readonly firstRow: number;
  /** How many rows it has. */
  readonly rows: number;
  /** How many bytes it has, before compression. */
  readonly bytes: number;
  /** SHA-256 of its bytes, in hexadecimal, as `hashRows` reads them. */
  readonly hash: string;
}

/** A batch is there. */
export interface BatchAddedEntry {
  readonly kind: "batch-added";
  readonly jobId: string;
  readonly firstRow: number;
  readonly batchId: string;
}

/** Rows are about to be uploaded to a job of Bulk API 2.0. Until that is answered, nobody can tell whether they are there. */
export interface UploadingEntry extends Omit<AddingBatchEntry, "kind"> {
  readonly kind: "uploading";
}

/** The rows of a job of Bulk API 2.0 are there. Closed, it begins to write them. */
export interface UploadedEntry {
  readonly kind: "uploaded";
  readonly jobId: string;
  readonly firstRow: number;
}

/** A job is closed: it takes no batch any more. */
export interface JobClosedEntry {
  readonly kind: "job-closed";
  readonly jobId: string;
}

/** The load has ended: every row was processed, and this is what became of them. */
export interface EndedEntry {
  readonly kind: "ended";
  /** When it was, by this computer's clock: ISO 8601. */
  readonly at: string;
  readonly summary: LoadSummary;
  /** What was found out about the rows before they were sent, without values of them. */
  readonly preflight: LoadPreflight;
  /** Batches whose rows are there twice. */
  readonly duplicates: readonly DuplicateBatch[];
  /**
   * The ids of open jobs without batches that runs of this load may have made, and ended before they heard of it; `null`
   * where the org could not be asked.
   */
  readonly leftOpen: readonly string[] | null;
}

/** What became of the rows of a load. */
export interface LoadSummary {
  /** Rows of the source: the sum of the next three. */
  readonly rows: number;
  /** Rows that were written. */
  readonly written: number;
  /** Rows that were refused, or whose batch failed before it came to them. */
  readonly failed: number;
  /**
   * Rows of which it is not known whether they were written: `mayBeWritten` of `loadResults`. An end with such rows is not
   * kept in the journal: the same call reads their results again.
   */
  readonly unknown: number;
  /** Why rows were not written, the most frequent reasons first. */
  readonly reasons: readonly LoadFailureReason[];
}

/** Why rows of a load were not written, and how many. What Salesforce says beside the code may quote the rows: see `loadFailedRows`. */
export interface LoadFailureReason {
  /** Salesforce's code, or sfbulk's own as `jobResults` says; empty where a row has none. */
  readonly statusCode: string;
  /** How many rows have it. A row with several codes counts for each of them. */
  readonly rows: number;
  /**
   * The number of the first of these rows in the source, from 1. By Bulk API 2.0 rows are found by their values: of equal ones
   * the first is named, and 0 stands where Salesforce gave back other values than it was sent.
   */
  readonly firstRow: number;
}

/** A batch that has come into a job twice. */
export interface DuplicateBatch {
  readonly jobId: string;
  /** The id of the batch that is one too many. */
  readonly batchId: string;
  /**
   * The number of the first row of the batch whose rows it has; `null` where its rows are those of no batch of the load, or
   * cannot be read.
   */
  readonly firstRow: number | null;
}

/**
 * One step of a load, as its journal keeps it: plain JSON. There are no values of rows in it, and no token. What is about
 * to be sent is written before, what was answered after; so that a run that ends anywhere can be taken up.
 */
export type JournalEntry =
  | BegunEntry
  | TakenUpEntry
  | CreatingJobEntry
  | JobCreatedEntry
  | AddingBatchEntry
  | BatchAddedEntry
  | UploadingEntry
  | UploadedEntry
  | JobClosedEntry
  | EndedEntry;
