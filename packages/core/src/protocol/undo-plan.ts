import type { LoadSummary } from "./journal-entry.ts";
import type { LoadedBatch } from "./load-result.ts";

/**
 * Why a record is left as it is:
 *
 * - `ChangedSince`: somebody has changed it since the load did, or deleted it once more.
 * - `OtherValues`: its values are not those that the load has sent. A trigger or a flow may have made others of them, or
 *   somebody has while the batch was processed.
 * - `Gone`: it was deleted since.
 * - `NotInRecycleBin`: it was deleted for good, or its time there is over.
 * - `NoSnapshot`: nobody knows what it was before, since a reading of it is missing.
 * - `Ambiguous`: its batch was sent a second time, and it cannot be told which reading was before the load.
 * - `UnknownEnd`: it is not known whether the row was written, or what was sent.
 * - `NotWritable`: one of its values before cannot be said in a load, as the text `#N/A`, or a number of more than 15 digits;
 *   or a column of its row is one that could not be written back.
 * - `Refused`: Salesforce has refused to take it back; `message` says why.
 */
export type UndoReason =
  | "ChangedSince"
  | "OtherValues"
  | "Gone"
  | "NotInRecycleBin"
  | "NoSnapshot"
  | "Ambiguous"
  | "UnknownEnd"
  | "NotWritable"
  | "Refused";

/** What becomes of a record that a load has written: in a plan what would, in a result what has. */
export interface UndoRecord {
  /** `as-before` is one that is as it was before the load, or gone as it was: there is nothing to do. */
  readonly fate: "deleted" | "written-back" | "undeleted" | "as-before" | "left";
  /** Why it is left; `null` where it is not. */
  readonly why: UndoReason | null;
  /** What Salesforce said; `null` where there is no more to say. */
  readonly message: string | null;
  /** Its id; `null` where the load was not told of it. */
  readonly id: string | null;
  /** The job that has written it last. */
  readonly jobId: string;
  /** The number of its first row in the source of the load, from 1; `null` where that is not known. */
  readonly rowNumber: number | null;
  /** When it was changed last, as the org says; `null` where that was not asked, or it is not there. */
  readonly systemModstamp: string | null;
  /** Who has changed it last; `null` as above. */
  readonly lastModifiedById: string | null;
  /** The name of that user; `null` where it could not be asked. */
  readonly lastModifiedBy: string | null;
}

/** How many records come to what. */
export interface UndoSummary {
  /** Records that the load has written, or may have: the sum of the next five. */
  readonly records: number;
  readonly deleted: number;
  readonly writtenBack: number;
  readonly undeleted: number;
  readonly asBefore: number;
  readonly left: number;
  /** Why records are left, the most frequent reasons first. */
  readonly reasons: readonly { readonly why: UndoReason; readonly records: number }[];
  /** Rows of the load that were not written: there is nothing to take back. */
  readonly unwritten: number;
}

/** What taking a load back would do. */
export interface UndoPlan {
  /** What the load has done. */
  readonly operation: "insert" | "update" | "upsert" | "delete";
  readonly object: string;
  readonly summary: UndoSummary;
  /** Every record that the load has written, or may have. */
  readonly records: readonly UndoRecord[];
}

/** A load by which records were taken back. It can be taken back itself. */
export interface UndoStep {
  readonly operation: "update" | "delete";
  /** The ids of its jobs. */
  readonly jobs: readonly string[];
  /** Its batches, in the order of their rows. */
  readonly batches: readonly LoadedBatch[];
  /** What became of its rows; `null` of a step that an earlier run has begun, and not ended. */
  readonly summary: LoadSummary | null;
}

/** What taking a load back has done. */
export interface UndoResult extends UndoPlan {
  /** The loads that it was done by, those of earlier runs first; none where it was done by `undelete`, or there was nothing to do. */
  readonly steps: readonly UndoStep[];
}
