import type { JobStateName } from "../org/state/job.ts";

/** What a job is to be that is put into the org from outside. Everything may be left out. */
export interface JobSeed {
  /** Default: the next free id. */
  readonly id?: string;
  /** Default: `Open`. */
  readonly state?: JobStateName;
  /** Default: `Account`. */
  readonly object?: string;
  /** Default: `insert`. */
  readonly operation?: string;
  /** Default: `CSV`. */
  readonly contentType?: string;
  /** Default: none. */
  readonly externalIdFieldName?: string;
  /** Default: `Parallel`. */
  readonly concurrencyMode?: "Parallel" | "Serial";
  /** Default: the user of the first token. Another one's job cannot be closed with it. */
  readonly createdById?: string;
  /** How many milliseconds ago it was created. Default: 0. */
  readonly ageMs?: number;
  /** Default: `68.0`. */
  readonly apiVersion?: string;
  /** The bodies of its batches, as old as the job itself. Default: none. */
  readonly batches?: readonly string[];
  /** How many records a chunk of its queries has: Salesforce's PK chunking. Default: they are not split. */
  readonly pkChunkSize?: number;
}

/** What the seeds of both kinds of jobs of Bulk API 2.0 have. */
interface Bulk2JobSeed {
  /** Default: the next free id. */
  readonly id?: string;
  /** Default: the user of the first token. */
  readonly createdById?: string;
  /** How many milliseconds ago it was created. Default: 0. */
  readonly ageMs?: number;
  /** Default: `68.0`. */
  readonly apiVersion?: string;
  /** Default: `COMMA`. */
  readonly columnDelimiter?: string;
  /** Default: `LF`. */
  readonly lineEnding?: string;
  /** How much longer its processing takes than that of others, in milliseconds. Default: 0. */
  readonly extraTime?: number;
}

/** What an ingest job of Bulk API 2.0 is to be that is put into the org from outside. Everything may be left out. */
export interface IngestJobSeed extends Bulk2JobSeed {
  /** Default: `Open`. With `UploadComplete`, it will be processed; with `JobComplete` and old enough, it has been. */
  readonly state?: "Open" | "UploadComplete" | "JobComplete" | "Aborted" | "Failed";
  /** Default: `Account`. */
  readonly object?: string;
  /** Default: `insert`. */
  readonly operation?: string;
  /** Default: none. */
  readonly externalIdFieldName?: string;
  /** The CSV that was uploaded. Default: none. */
  readonly content?: string;
  /** After how many rows Salesforce gives it up: those are processed, the others are not. Default: never. */
  readonly failsAfter?: number;
}

/** What a query job of Bulk API 2.0 is to be that is put into the org from outside. Everything may be left out. */
export interface QueryJobSeed extends Bulk2JobSeed {
  /** Default: `UploadComplete`, so that it will be processed. */
  readonly state?: "UploadComplete" | "JobComplete" | "Aborted" | "Failed";
  /** Default: `query`. */
  readonly operation?: "query" | "queryAll";
  /** Default: `SELECT Id FROM Account`. */
  readonly query?: string;
}
