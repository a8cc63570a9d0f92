/** Why Salesforce refused a row. */
export interface RowError {
  /** Salesforce's code, `REQUIRED_FIELD_MISSING`. */
  statusCode: string;
  /** Salesforce's words. */
  message: string;
  /** The API names of the fields concerned; may be empty. */
  fields: string[];
}

/**
 * What became of one row of a batch. Results stand in the order of the rows that were sent.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 */
export interface RowResult {
  /** The record's id, or `null` where there is none. Newer API versions may name one on a failed row too. */
  id: string | null;
  /** Whether the row was written. */
  success: boolean;
  /** Whether the row made a new record. */
  created: boolean;
  /** Why it was refused; empty where it was not. */
  errors: RowError[];
}
