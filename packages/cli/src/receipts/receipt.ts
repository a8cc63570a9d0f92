import { join } from "node:path";
import { type LoadedBatch, type LoadSummary, toLongId } from "@sfbulk/node";

/** What a load leaves behind in the file `ID-load.json`: what was loaded, where to, and what became of it. */
export interface LoadReceipt {
  /** The version of this form. */
  readonly version: 1;
  /** What was loaded. */
  readonly file: {
    /** Its absolute path; `null` for standard input, and for rows that came from a job. */
    readonly path: string | null;
    /** SHA-256 of all of it, in hexadecimal; `null` where it was not read to its end. */
    readonly sha256: string | null;
    /** How it was read: the options of the load. */
    readonly encoding: string | null;
    readonly delimiter: string | null;
    /** Which rows were loaded: how many at its beginning were left out, and how many were taken at most; `null` for all. */
    readonly part: { readonly skip: number; readonly take: number | null } | null;
  };
  readonly org: { readonly organizationId: string | null; readonly instanceUrl: string };
  /** The Bulk API; absent for 1.0. */
  readonly api?: "2.0";
  readonly object: string;
  readonly operation: string;
  readonly externalIdFieldName: string | null;
  /** By this computer's clock: ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** The ids of its jobs, oldest first. */
  readonly jobs: readonly string[];
  /** Its batches, in the order of their rows: which rows of the file each has. */
  readonly batches: readonly LoadedBatch[];
  /** What became of the rows; `null` where nobody waited for it. */
  readonly summary: LoadSummary | null;
  /** Where the records are kept as they were before, and how long; absent where they are not. */
  readonly snapshot?: KeptSnapshot;
  /** The load that this one has taken back; absent of any other. */
  readonly takesBack?: TakenBack;
}

/** A load that another one has taken back. */
export interface TakenBack {
  /** The ids of its jobs, oldest first. */
  readonly jobs: readonly string[];
  /** The absolute path of its snapshot; `null` where it had none. */
  readonly snapshot: string | null;
}

/** A snapshot that is kept. */
export interface KeptSnapshot {
  /** Its absolute path. */
  readonly path: string;
  /** When it is removed: ISO 8601. */
  readonly until: string;
}

/** Gives the path of the receipt of a load, by its last job. */
export const receiptPath = (jobId: string, folder: string): string => join(folder, `${toLongId(jobId)}-load.json`);
