import type { RowSource } from "../../../batches/sources/row-source.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { RowResult } from "../../../protocol/row-result.ts";
import type { FailedRow } from "../../results/failed-rows.ts";

/** Options of reading the rows of a load by Bulk API 2.0. */
export interface IngestReadOptions extends CallOptions {
  /**
   * The source of the load once more, which tells the rows their numbers: Salesforce gives back the rows, in another order, and
   * no numbers. It is read as the load has read it. Default: none, and the rows come without numbers, in Salesforce's order.
   */
  readonly source?: RowSource;
}

/** A row of a load by Bulk API 2.0 that was not written, as it was sent, and why. */
export interface IngestFailedRow extends Pick<FailedRow, "id" | "record" | "errors" | "mayBeWritten"> {
  /** The id of its job. */
  readonly jobId: string;
  /**
   * The number of the row in the source, from 1; `null` where that is not certain: without the source, for one of several equal
   * rows that came to different ends, and where Salesforce gave back other values than it was sent.
   */
  readonly rowNumber: number | null;
  /** The numbers of the equal rows of which it is one, where they came to different ends. */
  readonly oneOf?: readonly number[];
}

/** What became of one row of a load by Bulk API 2.0. */
export interface IngestLoadRowResult extends RowResult {
  /** The id of its job. */
  readonly jobId: string;
  /** The number of the row in the source, from 1; `null` without the source. */
  readonly rowNumber: number | null;
  /**
   * Set where it is not known whether the row was written: it is in none of the results, or one of several equal rows of which
   * some were. Loaded again, it may be there twice.
   */
  readonly mayBeWritten?: true;
}
