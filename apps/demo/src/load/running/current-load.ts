import { computed, signal } from "@preact/signals";
import type { BatchInfo, JobSpec, LoadPreflight, LoadProgress, LoadResult } from "@sfbulk/browser";
import type { Org } from "../../org/org.ts";
import type { SnapshotPlace } from "../../snapshots/snapshot-place.ts";
import type { SourcePlan } from "../plan/mapped-source.ts";

/** What a load is of. Plain data but for the org, so that it can be kept for the time after a reload. */
export interface LoadOrder {
  /** Tells it from others, and its journal. */
  readonly id: string;
  readonly org: Org;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly lastModified: number;
  readonly spec: JobSpec;
  readonly source: SourcePlan;
  readonly maxRecords: number;
  readonly isTrial: boolean;
  /** Where what it overwrites is kept; absent where that is not wanted. */
  readonly snapshot?: SnapshotPlace;
}

/** A batch of a load, as its journal knows it. */
export interface LoadBatch {
  readonly jobId: string;
  /** The number of its first row among those that are loaded, from 1. */
  readonly firstRow: number;
  readonly rows: number;
  readonly bytes: number;
  /** `undefined` as long as it is on its way. */
  readonly batchId: string | undefined;
}

/** How a load goes. */
export interface LoadState {
  readonly order: LoadOrder;
  /**
   * `checking` (nothing was sent), `asking` (all is checked, and the person must say yes), `adding`, `waiting` (all is
   * there), `ended`, `refused` (nothing was sent, and why is `failure`), `stopped` (by the person), `failed`.
   */
  readonly phase: "checking" | "asking" | "adding" | "waiting" | "ended" | "refused" | "stopped" | "failed";
  readonly preflight?: LoadPreflight;
  readonly progress?: LoadProgress;
  /** In the order of their rows. */
  readonly batches: readonly LoadBatch[];
  /** What Salesforce says of them, by the first 15 characters of their ids. */
  readonly infos: ReadonlyMap<string, BatchInfo>;
  readonly result?: LoadResult;
  readonly failure?: Error;
  /** Why it cannot be started now. */
  readonly hindrance?: string;
  /** Milliseconds since 1970. */
  readonly beganAt: number;
  readonly endedAt?: number;
}

/** The load of this tab; it lives on whatever view is shown. */
export const currentLoad = signal<LoadState | undefined>(undefined);

/** Whether rows may be on their way. */
export const isLoading = computed(() => isUnderWay(currentLoad.value));

/** Tells whether a load goes on by itself. */
export const isUnderWay = (load: LoadState | undefined): boolean =>
  load !== undefined && (load.phase === "adding" || load.phase === "waiting");

/** Tells whether anything is still to become of a load: one that ended, was refused, has stopped or failed stays as it is. */
export const isGoing = (load: LoadState): boolean =>
  load.phase === "checking" || load.phase === "asking" || isUnderWay(load);

/** What became of the rows of a load, as far as it is known. */
export interface RowCounts {
  readonly total: number;
  readonly written: number;
  readonly failed: number;
  /** In the org's hands, and not processed yet. */
  readonly sent: number;
  /** Of which nobody knows. */
  readonly unknown: number;
}

/** Counts the rows of a load. */
export function countLoad({ order, progress, result, preflight }: LoadState): RowCounts {
  if (result !== undefined) {
    const { rows, written, failed, unknown } = result.summary;
    return { total: rows, written, failed, sent: 0, unknown };
  }
  const { rowsAccepted = 0, rowsProcessed = 0, rowsFailed = 0 } = progress ?? {};
  const { rows, skip, take } = order.source;
  return {
    total: preflight?.rows ?? Math.min(rows - skip, take ?? Infinity),
    written: Math.max(0, rowsProcessed - rowsFailed),
    failed: rowsFailed,
    sent: Math.max(0, rowsAccepted - rowsProcessed),
    unknown: 0,
  };
}
