import type { OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { checkNamedBatches } from "../results/reading/check-named-batches.ts";

/** Options of reading what a query found. */
export interface QueryResultsOptions extends CallOptions {
  /**
   * The batches to read, in this order, as `listBatches` gives them, or just their ids in objects. Without it all of them are
   * read, and one that failed is an error before the first record; so name the others where their records are of use without
   * those of that one.
   */
  readonly batches?: readonly Pick<BatchInfo, "id">[];
  /**
   * How many results are read at a time, and of how many batches the lists of them are asked for ahead; from 1 to 50. They are
   * given one after another all the same: those ahead are held in memory. Default: 5.
   */
  readonly concurrency?: number;
  /**
   * How many bytes are held in memory that were read and have not been taken, about; then no more is read until there is room.
   * A result whose connection does not outlast that is read on. Default: 32 MB, 33,554,432.
   */
  readonly bufferBytes?: number;
}

/** The names of these options. */
export const queryResultsOptionNames: OptionNames<QueryResultsOptions> = {
  batches: true,
  concurrency: true,
  bufferBytes: true,
  signal: true,
};

/** {@link QueryResultsOptions} after their check. */
export interface CheckedQueryOptions {
  readonly batchIds: readonly string[] | undefined;
  readonly concurrency: number;
  readonly bufferBytes: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Checks the values of {@link QueryResultsOptions}, and fills in their defaults.
 *
 * @throws TypeError before anything is sent.
 */
export const checkQueryOptions = ({
  batches,
  concurrency,
  bufferBytes,
  signal,
}: {
  readonly [Name in keyof QueryResultsOptions]: QueryResultsOptions[Name] | undefined;
}): CheckedQueryOptions => ({
  batchIds: batches === undefined ? undefined : checkNamedBatches(batches, "listBatches gives it", (batch) => batch),
  concurrency: checkWholeNumber("concurrency", concurrency, 5, 1, 50),
  bufferBytes: checkWholeNumber("bufferBytes", bufferBytes, 32 * 1024 * 1024, 1),
  signal,
});
