import type { DuplicateBatch, JournalEntry } from "../protocol/journal-entry.ts";
import type { AnyLoadResult } from "../protocol/load-result.ts";
import type { AddedBatch } from "../protocol/added-batch.ts";
import { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";
import { isSfbulkError } from "./is-sfbulk-error.ts";

/** How far a load had come. */
export interface LoadErrorDetails extends ErrorDetails {
  /** The batches that were added, in the order of their rows. */
  readonly added: readonly AddedBatch[];
  /** The number of the first row that is not known to have been added, counted from 1. */
  readonly nextRow: number;
  /** Everything that a later call must know, of `loadRows`. */
  readonly resume?: readonly JournalEntry[] | undefined;
  /** The batches that are there twice, where the code is `DuplicateBatch`. */
  readonly duplicates?: readonly DuplicateBatch[] | undefined;
  /** What became of the load, where it has come to its end all the same. */
  readonly result?: AnyLoadResult | undefined;
}

/**
 * A load stopped before its end, and `cause` is why: a refusal, a row that cannot be sent, a source that failed, or, where
 * the caller's signal fired, its reason itself. What was added stays in the job.
 */
export class LoadError extends DetailedError {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "LoadError" as const;
  /** The batches that were added, in the order of their rows. Give them to the next call as its option `added`. */
  readonly added: readonly AddedBatch[];
  /** The number of the first row that is not known to have been added, counted from 1. */
  readonly nextRow: number;
  /**
   * Of `loadRows`: all that a later call must know to go on, for its option `resume`. Plain data: it may be written down as
   * JSON, and has no values of rows in it. `undefined` where the load did not come so far, and of `addBatches`.
   */
  readonly resume: readonly JournalEntry[] | undefined;
  /** The batches that are there twice, where the code is `DuplicateBatch`. */
  readonly duplicates: readonly DuplicateBatch[];
  /** What became of the load, where it has come to its end all the same: with duplicates, or too many failed rows. */
  readonly result: AnyLoadResult | undefined;

  constructor(message: string, details: LoadErrorDetails) {
    const { cause } = details;
    const isTransient = isSfbulkError(cause) && "isTransient" in cause && cause.isTransient;
    super(message, { isTransient, ...details }, "LoadStopped");
    // A signal may fire with `undefined`.
    if (!("cause" in this)) Object.defineProperty(this, "cause", { value: details.cause, writable: true });
    this.added = details.added;
    this.nextRow = details.nextRow;
    this.resume = details.resume;
    this.duplicates = details.duplicates ?? [];
    this.result = details.result;
  }
}

/**
 * Tells whether an error is a {@link LoadError}, of whichever copy of the package.
 *
 * @example
 * ```ts
 * import { addBatches, isLoadError } from "@sfbulk/core";
 *
 * try {
 *   await addBatches(connection, job, "Name\nAcme\nGlobex\n");
 * } catch (error) {
 *   if (isLoadError(error)) console.error(`Stopped before row ${error.nextRow}`);
 *   throw error;
 * }
 * ```
 */
export const isLoadError = (error: unknown): error is LoadError => isSfbulkError(error) && error.name === "LoadError";
