import type { RowResult } from "@sfbulk/core";
import type { Row } from "./row.ts";
import type { StoredRecord } from "./record-store.ts";

/** The states of a job. */
export type JobStateName = "Open" | "Closed" | "Aborted" | "Failed";

/** A job as the org keeps it. What can be worked out (counts, times) is not in it. Times are milliseconds since 1970. */
export interface Job {
  readonly id: string;
  readonly operation: string;
  readonly object: string;
  readonly createdById: string;
  readonly createdDate: number;
  systemModstamp: number;
  state: JobStateName;
  readonly externalIdFieldName: string | null;
  readonly concurrencyMode: "Parallel" | "Serial";
  readonly contentType: string;
  /** As it stands in the URL, `66.0`. */
  readonly apiVersion: string;
  readonly assignmentRuleId: string | null;
  readonly fastPathEnabled: boolean;
  readonly batches: Batch[];
  /** Whether a mapping spec was uploaded. The emulator keeps none. */
  hasSpec?: boolean;
}

/** What a batch turned out to hold when it was read. */
export type BatchContent =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "query"; readonly soql: string }
  /** It cannot be processed; the text is what its `stateMessage` will say. */
  | { readonly kind: "unusable"; readonly stateMessage: string };

/** What processing made of a batch. */
export type BatchOutcome =
  | { readonly kind: "rows"; readonly results: readonly RowResult[] }
  | {
      readonly kind: "query";
      readonly resultId: string;
      readonly fields: readonly string[];
      readonly records: readonly StoredRecord[];
    }
  | { readonly kind: "failed"; readonly stateMessage: string };

/** A batch as the org keeps it. When it starts and ends is settled at the moment it is added. */
export interface Batch {
  readonly id: string;
  readonly job: Job;
  readonly createdDate: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** The body as submitted, after gunzip. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly content: BatchContent;
  /** When its job was aborted while it was still queued. */
  notProcessedAt?: number;
  /** Filled in once the clock has passed `endsAt`. */
  outcome?: BatchOutcome;
}
