import { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/**
 * A journal cannot be gone on with: another run has written to it (`JournalTaken`), or it is no journal of a load, or a
 * damaged one (`InvalidJournal`).
 */
export class JournalError extends DetailedError {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "JournalError" as const;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details, "InvalidJournal");
  }
}
