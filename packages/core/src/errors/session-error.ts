import { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/**
 * There is no valid session, and none could be had: somebody has to sign in again, or to make signing in work.
 */
export class SessionError extends DetailedError {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "SessionError" as const;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details, "NoAccessToken");
  }
}
