import type { Target } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import type { IngestLoadSpec } from "../../../protocol/ingest-load-spec.ts";
import type { JobSpec } from "../../../protocol/job-spec.ts";
import { rememberBatch } from "../../jobs/known-batches.ts";
import type { Snapshotter } from "../../snapshots/take-snapshot.ts";
import type { LoadLog } from "./load-log.ts";
import type { LoadMeter } from "./load-meter.ts";
import type { CheckedLoad } from "../options/check-shared-options.ts";
import type { KnownJob } from "./load-state.ts";

/** Keeps records as they are before the rows for them are sent. */
export interface Keeper extends Snapshotter {
  /** The name of the field that rows name their records by, in lower case. */
  readonly key: string;
}

/** What the steps of a running load share, by whichever API. */
export interface LoadRun<Spec = JobSpec | IngestLoadSpec> {
  readonly connection: Connection;
  readonly target: Target;
  readonly load: CheckedLoad<Spec>;
  readonly log: LoadLog;
  readonly meter: LoadMeter;
  /** Keeps records before rows are sent; `undefined` where nobody wants that. */
  readonly keeper: Keeper | undefined;
  /** Fires when the caller's signal does, and when the load has failed: nothing new is begun then. */
  readonly signal: AbortSignal;
}

/** The same of a load in batches, by Bulk API 1.0. */
export interface BatchRun extends LoadRun<JobSpec> {
  /** The batches of each job, as last listed. */
  readonly listed: Map<string, readonly BatchInfo[]>;
  /** What is known of each batch, by its id of 15 characters. */
  readonly infos: Map<string, BatchInfo>;
  /** The job that takes batches now, and when it is too old for that by `performance.now()`. */
  current: { readonly job: KnownJob; readonly until: number } | undefined;
}

/** Notes what was heard of a batch. One that is accounted for is not taken for another whose answer is lost. */
export function noteBatch({ infos, log, target }: BatchRun, batch: BatchInfo): void {
  const short = batch.id.slice(0, 15);
  infos.set(short, batch);
  if (log.state.batchIds.has(short)) rememberBatch(target, batch);
}

/** Gives what is known of the batch with this id. */
export const infoOf = (run: BatchRun, batchId: string | undefined): BatchInfo | undefined =>
  batchId === undefined ? undefined : run.infos.get(batchId.slice(0, 15));
