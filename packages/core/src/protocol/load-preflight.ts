import type { ColumnFinding } from "./column-finding.ts";
import type { ValueFinding } from "./value-finding.ts";

/**
 * What was found out about the rows of a load before they were sent. Plain data. What certainly is wrong ends a load, so
 * that nearly all of this is warnings.
 */
export interface LoadPreflight {
  /** Whether the columns were checked against the fields of the object. Where they were not, no values were either. */
  readonly checked: boolean;
  /** Why they were not, in a sentence; `null` where they were. */
  readonly why: string | null;
  /** What may be wrong with the columns. */
  readonly columns: readonly ColumnFinding[];
  /**
   * What Salesforce will probably refuse, column by column: how many values, and the first of them by line. In a journal,
   * and so after a load was taken up, there are no values: `examples` is empty, and `message` names the lines.
   */
  readonly values: readonly ValueFinding[];
  /** How many rows the source has, where all were read before a job was made; `null` where they were checked batch by batch. */
  readonly rows: number | null;
}
