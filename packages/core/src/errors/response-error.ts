import { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/** What came instead of an answer. */
export interface ResponseErrorDetails extends ErrorDetails {
  /** The HTTP status; 0 where a browser hides it. */
  readonly status: number;
}

/**
 * A reply came that cannot be read as Salesforce's answer: a page, a redirect, half a body, an outage, another job.
 */
export class ResponseError extends DetailedError {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "ResponseError" as const;
  /** The HTTP status; 0 where a browser hides it. */
  readonly status: number;

  constructor(message: string, details: ResponseErrorDetails) {
    super(message, details, "UnreadableReply");
    this.status = details.status;
  }
}
