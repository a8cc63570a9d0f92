import { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/**
 * No reply came: the connection failed or broke, or the time was up. What was asked may have been done all the same; see
 * `job`.
 */
export class NetworkError extends DetailedError {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "NetworkError" as const;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details, "NoReply");
  }
}
