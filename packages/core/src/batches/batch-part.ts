import { argumentError } from "../errors/argument-error.ts";

/** Rows that are to become one batch. */
export interface BatchPart {
  /** The batch's body, complete: with its header line, its brackets or its root element. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The number of its first row in the source, counted from 1. */
  readonly firstRow: number;
  /** How many rows it has. */
  readonly rows: number;
  /** Of CSV: the lines of the source that it was cut from. */
  readonly lines?: PartLines;
}

/** Where the rows of a batch stand in their file. */
export interface PartLines {
  /** The line on which the first row begins, counted from 1. */
  readonly first: number;
  /** For each blank line that was left out below that: how many rows of the batch stand above it. */
  readonly blanks: readonly number[];
}

/** How much a batch may hold, and what is not to be in any. */
export interface BatchLimits {
  /** Bytes of the body before compression, header line and brackets included. */
  readonly maxBytes: number;
  readonly maxRecords: number;
  /**
   * Gives the first row at or behind this one that is left out, since it was added before; `Infinity` where none is. It
   * is asked about rows from 1 on, never going back.
   */
  readonly nextDone: (from: number) => number;
}

/** Says that something is too large for a batch even on its own. */
export const tooLargeRow = (what: string, maxBytes: number, hint = ""): TypeError =>
  argumentError(
    "RowTooLarge",
    `Cannot add ${what}: with what stands around it, it has more than maxBytes, ${maxBytes} bytes${hint}`,
  );
