import { JournalError } from "../errors/journal-error.ts";

/** Makes the error for a place of a journal that has an entry already. */
export const journalTaken = (journal: string, index: number): JournalError =>
  new JournalError(
    `Cannot write entry ${index} of ${journal}: another run has written it, and goes on with the load; this one stops`,
    { code: "JournalTaken" },
  );
