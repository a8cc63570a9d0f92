import type { RowRange } from "../../../batches/done-rows.ts";
import type { AddedBatch } from "../../../protocol/added-batch.ts";
import type { EndedEntry } from "../../../protocol/journal-entry.ts";
import type { AnyLoadResult } from "../../../protocol/load-result.ts";
import type { StopLoad } from "../state/stop-load.ts";
import type { HashedPart, LoadPart } from "./open-parts.ts";

/** What of a load is there. */
export interface PlacedRows {
  /** Where its rows stand in the source. */
  readonly ranges: readonly RowRange[];
  /** The batches of which Salesforce has told; none where there are no batches. */
  readonly added: readonly AddedBatch[];
  /** What one of the ranges is: a batch, or a job. */
  readonly unit: "batches" | "jobs";
}

/**
 * What a load does otherwise by each API: how rows are sent, and how they are known to be there. The rest is the same: the
 * source, the checks before, the journal, the progress, the errors.
 */
export interface LoadWay<Part extends HashedPart = HashedPart> {
  /** Makes of the pieces that a source is cut into what is sent at a time, the same ones each time. */
  readonly pack: (pieces: AsyncIterable<LoadPart>) => AsyncGenerator<Part, void, undefined>;
  /** Whether all rows must be in one part. */
  readonly isOnePart: boolean;
  /** Finds out what an earlier run has left, before anything is sent. */
  readonly takeUp: () => Promise<void>;
  /** Sends the parts that are not there yet. */
  readonly add: (parts: AsyncIterable<Part>) => Promise<void>;
  /** Waits until all rows are processed, and sums up. */
  readonly finish: () => Promise<Omit<EndedEntry, "preflight">>;
  /** Says why a load that has come to its end has not ended well; `undefined` where it has. */
  readonly whyNotWell: (result: AnyLoadResult) => StopLoad | undefined;
  /** Ends what is open where the load has stopped. Gives the error where it could not be ended. */
  readonly endOpen: (cause: unknown) => Promise<Error | undefined>;
  /** Tells what is there. */
  readonly there: () => PlacedRows;
  /** Makes the result of what all runs have done. */
  readonly resultOf: (ended: EndedEntry, preflight: AnyLoadResult["preflight"]) => AnyLoadResult;
}
