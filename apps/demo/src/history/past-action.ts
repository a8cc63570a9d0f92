import type { JobSpec, LoadResult } from "@sfbulk/browser";

/** Something that was done in an org from this browser. */
interface PastActionBase {
  readonly id: string;
  readonly instanceUrl: string;
  /** The id of the user who did it; `undefined` where the org did not say. */
  readonly userId: string | undefined;
  /** Milliseconds since 1970. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** Whether it stays however old it is. */
  readonly isPinned: boolean;
}

/** A load that has ended. No rows are in it, unless somebody has asked for those that failed. */
export interface PastLoad extends PastActionBase {
  readonly kind: "load";
  readonly fileName: string;
  readonly fileBytes: number;
  /** The SHA-256 of the file, in hexadecimal; `undefined` where it could not be read again. */
  readonly fileHash: string | undefined;
  readonly spec: JobSpec;
  /** The columns of the file, each with the field that it was for; empty where it was left out. */
  readonly mapping: readonly { readonly column: string; readonly target: string }[];
  readonly maxRecords: number;
  readonly isTrial: boolean;
  /** Which rows of the file were passed over: so many at its beginning, and those of these numbers. */
  readonly skip: number;
  readonly leftOut: readonly number[];
  /** What the org is asked by for the results: `loadResults` and `loadFailedRows` take it. */
  readonly result: Pick<LoadResult, "jobs" | "batches" | "summary">;
  /** When it was taken back, and how far; absent where it was not. */
  readonly undone?: { readonly at: number; readonly deleted: number; readonly left: number };
  /** The failed rows as CSV, where somebody has asked to keep them here. */
  readonly keptRows?: File;
}

/** Jobs that were closed or aborted. */
export interface PastSettlement extends PastActionBase {
  readonly kind: "close" | "abort";
  readonly ends: readonly PastEnd[];
}

/** How one of them ended. */
interface PastEnd {
  readonly jobId: string;
  /** Whether it is as it was to be. */
  readonly isDone: boolean;
  readonly text: string;
}

/** Something that was done, of any kind. */
export type PastAction = PastLoad | PastSettlement;
