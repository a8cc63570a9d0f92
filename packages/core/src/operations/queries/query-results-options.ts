import type { OptionNames } from "../../arguments/check-options.ts";
import type { CallOptions } from "../../exchange/exchange.ts";

/** Options of reading what a query found. */
export interface QueryResultsOptions extends CallOptions {
  /** Of how many batches the lists of results are asked for ahead. The results come one after another. Default: 2. */
  readonly concurrency?: number;
}

/** The names of these options. */
export const queryResultsOptionNames: OptionNames<QueryResultsOptions> = { concurrency: true, signal: true };
