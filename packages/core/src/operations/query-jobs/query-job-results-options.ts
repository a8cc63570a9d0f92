import type { OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";

/** Options of reading what a query job of Bulk API 2.0 found. */
export interface QueryJobResultsOptions extends CallOptions {
  /**
   * How many pages are read at a time, up to 15. Default: 5, as many as Salesforce names at once. With 1 they are read one
   * after the other, each naming the next, as is always done for jobs of API versions before 58.0.
   */
  readonly concurrency?: number;
  /**
   * `source` gives the rows in Salesforce's order; pages ahead are held in memory. `any` gives them as they come, and holds
   * nothing. Default: `source`.
   */
  readonly order?: "source" | "any";
  /**
   * How many bytes are held in memory of pages whose turn has not come, about; then no more of them is read until there is
   * room. One whose connection does not outlast that is read again. Default: 32 MB, 33,554,432.
   */
  readonly bufferBytes?: number;
  /**
   * How many records a page has at most where pages are read one after the other; Salesforce may make them smaller. Only
   * with `concurrency: 1`. Default: 50,000.
   */
  readonly maxRecords?: number;
}

/** These options after their check. */
export interface CheckedResultsOptions extends Required<Omit<QueryJobResultsOptions, "signal">>, CallOptions {}

/** The names of these options. */
export const resultsOptionNames: OptionNames<QueryJobResultsOptions> = {
  concurrency: true,
  order: true,
  bufferBytes: true,
  maxRecords: true,
  signal: true,
};

/** Checks the values of the options of reading results, and fills in their defaults. @throws TypeError */
export function checkResultsOptions(options: QueryJobResultsOptions): CheckedResultsOptions {
  const { order = "source", signal } = options;
  checkWord("order", order, ["source", "any"]);
  const concurrency = checkWholeNumber("concurrency", options.concurrency, 5, 1, 15);
  const bufferBytes = checkWholeNumber("bufferBytes", options.bufferBytes, 32 * 1024 * 1024, 1);
  const maxRecords = checkWholeNumber("maxRecords", options.maxRecords, 50_000, 1);
  if (options.maxRecords !== undefined && concurrency !== 1) {
    throw argumentError(
      "ConflictingOptions",
      "Cannot use maxRecords without concurrency: 1: how large the pages are that are read at once, Salesforce says",
    );
  }
  return { concurrency, order, bufferBytes, maxRecords, signal };
}
