/** How Salesforce splits a query into several by the ids of its records. */
export interface PkChunking {
  /** How many records a chunk has at most. */
  readonly chunkSize: number;
  /** Where the first chunk begins; `null` for the first record. */
  readonly startRow: string | null;
}
