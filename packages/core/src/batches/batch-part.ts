/** Rows that are to become one batch. */
export interface BatchPart {
  /** The batch's body, complete: with its header line, its brackets or its root element. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The number of its first row in the source, counted from 1. */
  readonly firstRow: number;
  /** How many rows it has. */
  readonly rows: number;
}

/** How much a batch may hold, and what is not to be in any. */
export interface BatchLimits {
  /** Bytes of the body before compression, header line and brackets included. */
  readonly maxBytes: number;
  readonly maxRecords: number;
  /** Tells whether a row is left out, since it was added before. It is asked about each row once, from 1 on. */
  readonly isDone: (row: number) => boolean;
}

/** Says that something is too large for a batch even on its own. */
export const tooLargeRow = (what: string, maxBytes: number, hint = ""): TypeError =>
  new TypeError(`Cannot add ${what}: with what stands around it, it has more than maxBytes, ${maxBytes} bytes${hint}`);
