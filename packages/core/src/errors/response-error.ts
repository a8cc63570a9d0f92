import type { AnyJobInfo } from "../protocol/ingest-job-info.ts";
import { type ErrorDetails, errorOptions } from "./error-details.ts";

/** What came instead of an answer. */
export interface ResponseErrorDetails extends ErrorDetails {
  /** The HTTP status; 0 where a browser hides it. */
  readonly status: number;
}

/**
 * A reply came that cannot be read as Salesforce's answer: a page, a redirect, half a body, an outage, another job.
 */
export class ResponseError extends Error {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "ResponseError" as const;
  /** The HTTP status; 0 where a browser hides it. */
  readonly status: number;
  /** The id of the job that the operation was about. */
  readonly jobId: string | undefined;
  /** How many requests were sent. */
  readonly attempts: number;
  /** The job as last read, or `undefined` where its state is unknown. */
  readonly job: AnyJobInfo | undefined;

  constructor(message: string, details: ResponseErrorDetails) {
    super(message, errorOptions(details));
    this.status = details.status;
    this.jobId = details.jobId;
    this.attempts = details.attempts ?? 0;
    this.job = details.job;
  }
}
