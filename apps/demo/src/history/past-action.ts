import type { JobSpec, LoadResult, UndoStep, UndoSummary } from "@sfbulk/browser";
import type { SnapshotPlace } from "../snapshots/snapshot-place.ts";

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
  /** Where what it has overwritten is kept; absent where it is not. */
  readonly snapshot?: SnapshotPlace;
  /** How far it was taken back; absent where it was not. */
  readonly undone?: Undone;
  /** The failed rows as CSV, where somebody has asked to keep them here. */
  readonly keptRows?: File;
}

/** How far something was taken back. */
export interface Undone {
  readonly at: number;
  readonly deleted: number;
  /** Absent in what earlier versions kept, as the next one. */
  readonly writtenBack?: number;
  readonly undeleted?: number;
  readonly left: number;
  /** Whether it was begun and has not ended: it can go on. */
  readonly isOpen?: boolean;
  /** Where what it overwrites itself is kept. */
  readonly keep?: SnapshotPlace | undefined;
}

/** A load that was taken back. No records are in it. */
export interface PastUndo extends PastActionBase {
  readonly kind: "undo";
  /** What was taken back. */
  readonly of: {
    /** `Update Account, prices.csv`. */
    readonly title: string;
    readonly object: string;
    readonly jobs: readonly string[];
    /** Where what it had overwritten is kept, and under which id the tab that has loaded it may have it. */
    readonly snapshot?: SnapshotPlace | undefined;
    readonly heldAs: string;
  };
  readonly summary: UndoSummary;
  /** The loads that it was done by. */
  readonly steps: readonly UndoStep[];
  /** Where what it has overwritten itself is kept. */
  readonly snapshot?: SnapshotPlace | undefined;
  /** Under which id the tab that has done it may have that. */
  readonly heldAs: string;
  /** How far its steps were taken back in turn. */
  readonly undone?: Partial<Record<UndoStep["operation"], Undone>>;
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
export type PastAction = PastLoad | PastUndo | PastSettlement;
