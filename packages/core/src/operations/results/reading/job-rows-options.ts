import type { OptionNames } from "../../../arguments/check-options.ts";
import { checkWholeNumber } from "../../../arguments/check-whole-number.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";
import { checkNamedBatches } from "./check-named-batches.ts";

/** Names a batch whose rows are to be read, as `addBatches` gives it. */
export interface NumberedBatch {
  /** The batch, or just its id. */
  readonly batch: Pick<BatchInfo, "id">;
  /** The number of its first row, from 1. Default: one more than the last row of the batch before. */
  readonly firstRow?: number;
  /** How many rows it has. Where it is given, it is checked against what Salesforce holds. */
  readonly rows?: number;
}

/** Options of reading a job's rows. */
export interface JobRowsOptions extends CallOptions {
  /**
   * The batches to read, in their order. Salesforce promises no order of its list of batches; so without this they are
   * read in the order of `createdDate`, which has whole seconds, and within a second of their ids, which is a guess.
   */
  readonly batches?: readonly NumberedBatch[];
  /**
   * How many batches are read at once, and held in memory, 10 MB each at most. From 1 to 50. Default: 8; 5 where the rows are
   * read as they were sent, which is as much again.
   */
  readonly concurrency?: number;
}

/** The names of these options, for a function that has more. */
export const jobRowsOptionNames: OptionNames<JobRowsOptions> = { batches: true, concurrency: true, signal: true };

/** {@link JobRowsOptions} after their check. */
export interface CheckedRowsOptions {
  readonly batches: readonly NumberedBatch[] | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/** How many batches are read at once where nobody says: with more, memory grows by a fifth and hardly any time is gained. */
const usual = { results: 8, "results and rows": 5 } as const;

/**
 * Checks the values of {@link JobRowsOptions}, and fills in their defaults.
 *
 * @param reads - What is read of each batch.
 * @throws TypeError before anything is sent.
 */
export function checkRowsOptions(
  { batches, concurrency, signal }: JobRowsOptions,
  reads: keyof typeof usual = "results",
): CheckedRowsOptions {
  if (batches !== undefined) checkNamedBatches(batches, "addBatches gave it", ({ batch }) => batch);
  for (const { firstRow, rows } of batches ?? []) {
    checkWholeNumber("batches.firstRow", firstRow, 1, 1);
    checkWholeNumber("batches.rows", rows, 0, 0);
  }
  return { batches, concurrency: checkWholeNumber("concurrency", concurrency, usual[reads], 1, 50), signal };
}
