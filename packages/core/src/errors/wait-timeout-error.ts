import { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/** The time that a wait or an ending was given is over. Nothing was changed for that: the job goes on as it was. */
export class WaitTimeoutError extends DetailedError {
  /** Tells this error from others, in minified code and across realms too; the platform has a `TimeoutError` of its own. */
  override readonly name = "WaitTimeoutError" as const;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details, "WaitTimeout");
  }
}
