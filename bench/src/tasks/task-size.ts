/** How much the server has ready to be read. */
export interface TaskSize {
  /** Rows of the jobs whose results are read, in batches of 10,000. */
  readonly results: number;
  /** Rows that a query finds. */
  readonly exported: number;
  /** How many of them are in a page of Bulk API 2.0, and in a chunk of Bulk API 1.0. */
  readonly pageRows: number;
}

/** How many rows a batch has, and how many of the rows of every batch have failed. */
export const batchRows = 10_000;
export const failedOf = 100;
