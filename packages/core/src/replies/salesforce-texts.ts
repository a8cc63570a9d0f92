// Salesforce's own texts that something is decided by, where its codes do not tell. They stand here, in refusals.ts and in
// sign-in-texts.ts, and nowhere else.

/** Stands in CSV instead of a header when a query found no records (recorded). */
export const noRecords = "Records not found for this query";

/** `InvalidBatch` means several things. That a batch was not processed at all is a guess. */
export const unfinishedBatch: RegExp = /not (?:been )?(?:completed|processed)/i;
