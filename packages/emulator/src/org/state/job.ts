import type { RowResult } from "@sfbulk/core";
import type { MappingSpec } from "./mapping-spec.ts";
import type { PkChunking } from "./pk-chunking.ts";
import type { StoredRecord } from "./record-store.ts";
import type { Row } from "./row.ts";

/** The states of a job. */
export type JobStateName = "Open" | "Closed" | "Aborted" | "Failed";

/** What every job has, of either API. Times are milliseconds since 1970. */
export interface JobBasics {
  readonly id: string;
  readonly operation: string;
  /** `null` for the few jobs of Bulk API 2.0 that are for none. */
  readonly object: string | null;
  readonly createdById: string;
  readonly createdDate: number;
  systemModstamp: number;
  /** As it stands in the URL, without a `v`: `68.0`. */
  readonly apiVersion: string;
}

/** What a job does, and to what. */
export interface JobTarget extends Pick<JobBasics, "operation"> {
  readonly object: string;
  readonly externalIdFieldName: string | null;
}

/** A job as the org keeps it. What can be worked out (counts, times) is not in it. */
export interface Job extends JobBasics {
  readonly object: string;
  state: JobStateName;
  readonly externalIdFieldName: string | null;
  readonly concurrencyMode: "Parallel" | "Serial";
  readonly contentType: string;
  readonly assignmentRuleId: string | null;
  readonly fastPathEnabled: boolean;
  /** How its queries are split; `null` where they are not. */
  readonly pkChunking: PkChunking | null;
  /** What line ends in the values of its rows become; absent where they stay as they are. */
  readonly lineEnding?: "LF" | "CRLF";
  /** Whether a batch whose attempt fails is given up at once. */
  readonly retriesNothing?: boolean;
  /** How the columns of its CSV files are to be understood; `null` without a mapping spec. */
  spec: MappingSpec | null;
  readonly batches: Batch[];
}

/** What a batch turned out to hold when it was read. */
export type BatchContent =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "query"; readonly soql: string }
  /** It cannot be processed; this is what its `stateMessage` will say. */
  | { readonly kind: "unusable"; readonly stateMessage: string };

/** One of the results of a query batch. */
interface QueryResultPart {
  /** 15 characters, prefix `752` (recorded). */
  readonly id: string;
  readonly records: readonly StoredRecord[];
}

/** What processing made of a batch. */
export type BatchOutcome =
  | { readonly kind: "rows"; readonly results: readonly RowResult[] }
  | {
      readonly kind: "query";
      readonly fields: readonly string[];
      readonly results: readonly QueryResultPart[];
    }
  | { readonly kind: "failed"; readonly stateMessage: string };

/** A batch as the org keeps it. When it starts and ends is settled at the moment it is added. */
export interface Batch {
  readonly id: string;
  readonly job: Job;
  readonly createdDate: number;
  readonly startsAt: number;
  endsAt: number;
  /** How many attempts to process it fail, and are made again. */
  retries?: number;
  /** The body as submitted, after gunzip. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly content: BatchContent;
  /** Whether it is one of the chunks of another batch. */
  readonly isChunk: boolean;
  /** When its job was aborted while it was still queued, or when it was split into chunks. */
  notProcessedAt?: number;
  /** How it is to fail, by a fault: itself or, where it is split, one of its chunks, counted from 1. */
  doom?: { readonly stateMessage: string; readonly chunk: number | null };
  /** How many of its first rows are refused by a fault, since something else has locked their records. */
  lockedRows?: number;
  /** What became of its first rows, as long as not all of them have been processed. */
  progress?: RowResult[] | undefined;
  /** Filled in once the clock has passed `endsAt`, and it has been processed. */
  outcome?: BatchOutcome;
}
