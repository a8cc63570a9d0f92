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
  /** Of how many batches the lists of results are asked for ahead. The results come one after another. Default: 2. */
  readonly concurrency?: number;
}

/** The names of these options. */
export const queryResultsOptionNames: OptionNames<QueryResultsOptions> = {
  batches: true,
  concurrency: true,
  signal: true,
};

/** {@link QueryResultsOptions} after their check. */
export interface CheckedQueryOptions {
  readonly batchIds: readonly string[] | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Checks the values of {@link QueryResultsOptions}, and fills in their defaults.
 *
 * @throws TypeError before anything is sent.
 */
export const checkQueryOptions = ({ batches, concurrency, signal }: QueryResultsOptions): CheckedQueryOptions => ({
  batchIds: batches === undefined ? undefined : checkNamedBatches(batches, "listBatches gives it", (batch) => batch),
  concurrency: checkWholeNumber("concurrency", concurrency, 2, 1, 50),
  signal,
});
