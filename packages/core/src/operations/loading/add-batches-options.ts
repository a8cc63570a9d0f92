import { checkColumns } from "../../arguments/check-columns.ts";
import { checkFunction } from "../../arguments/check-function.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import {
  type CsvSourceOptions,
  checkCsvSourceOptions,
  csvSourceOptionNames,
} from "../../batches/sources/csv-source-options.ts";
import type { CsvOptions } from "../../batches/csv-parts.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { AddedBatch } from "../../protocol/added-batch.ts";

/** Options of `addBatches`. */
export interface AddBatchesOptions extends CallOptions, CsvSourceOptions {
  /** How many batches are on their way at a time. Default: 4. Memory grows with it, by `maxBytes` each. */
  readonly concurrency?: number;
  /**
   * How many bytes a batch may have, header line included and before compression. Default, and most: 10,000,000, with
   * which both of Salesforce's limits are kept, 10 MB and 10,000,000 characters.
   */
  readonly maxBytes?: number;
  /** How many rows a batch may have. Default, and most: 10,000, Salesforce's limit. */
  readonly maxRecords?: number;
  /**
   * The columns that records of a CSV job are written in, `["Name", "Account.ExternalId__c"]`. Default: the fields of the
   * first record. A record with a field that has no column is an error.
   */
  readonly columns?: readonly string[];
  /**
   * Batches that an earlier call added from the same source with the same limits: their rows are left out. Batches of the
   * job that are not among them are compared with the rows before those are sent; give `[]` where none is known.
   */
  readonly added?: readonly AddedBatch[];
  /**
   * Is told of each batch once it is there, in the order of the answers and one at a time; a promise is waited for. What
   * it throws ends the load.
   */
  readonly onBatch?: (added: AddedBatch) => unknown;
}

const optionNames: OptionNames<AddBatchesOptions> = {
  concurrency: true,
  maxBytes: true,
  maxRecords: true,
  ...csvSourceOptionNames,
  columns: true,
  added: true,
  onBatch: true,
  signal: true,
};

/** The options after their check, with every default filled in. */
export interface CheckedOptions extends Pick<CsvOptions, "header" | "encoding" | "delimiter" | "raggedRows"> {
  readonly signal: AbortSignal | undefined;
  readonly concurrency: number;
  readonly maxBytes: number;
  readonly maxRecords: number;
  readonly columns: readonly string[] | undefined;
  readonly added: readonly AddedBatch[] | undefined;
  readonly onBatch: ((added: AddedBatch) => unknown) | undefined;
}

/**
 * Checks the options of `addBatches` and fills in their defaults.
 *
 * @throws TypeError that names the option and what is expected.
 */
export function checkAddBatchesOptions(contentType: string, options: AddBatchesOptions): CheckedOptions {
  checkOptions("options", options, optionNames);
  const { signal, columns, added } = options;
  if (contentType.startsWith("ZIP")) {
    throw argumentError(
      "UnsupportedContentType",
      `Cannot split rows for a ${contentType} job: add each archive by addBatch`,
    );
  }
  if (added !== undefined) checkAdded(added);
  return {
    signal,
    concurrency: checkWholeNumber("concurrency", options.concurrency, 4, 1, 1000),
    maxBytes: checkWholeNumber("maxBytes", options.maxBytes, 10_000_000, 1, 10_000_000),
    maxRecords: checkWholeNumber("maxRecords", options.maxRecords, 10_000, 1, 10_000),
    ...checkCsvSourceOptions(options),
    columns: checkColumns("columns", columns),
    added,
    onBatch: checkFunction("onBatch", options.onBatch),
  };
}

/** Checks batches that were added before. */
export function checkAdded(added: readonly AddedBatch[]): void {
  if (Array.isArray(added) && added.every(isAdded)) return;
  throw argumentError("InvalidArgument", "Cannot use added: expected what addBatches gave, or told onBatch");
}

const isAdded = (one: AddedBatch): boolean =>
  Number.isInteger(one?.firstRow) && Number.isInteger(one.rows) && typeof one.batch?.id === "string";
