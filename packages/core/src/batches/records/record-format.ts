import type { Field } from "./flatten-record.ts";

/** How records become the body of a batch. */
export interface RecordFormat {
  /** What stands before, between and behind the records. The head may depend on the first record, so it is asked late. */
  readonly head: () => string;
  readonly separator: string;
  readonly tail: string;
  /**
   * Writes one record.
   *
   * @param record - Where the fields are from, which leave out what is `undefined`.
   */
  readonly write: (fields: readonly Field[], row: number, record: object) => string;
}
