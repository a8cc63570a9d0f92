import type { AnyJobInfo } from "../protocol/ingest-job-info.ts";
import { type ErrorDetails, errorOptions } from "./error-details.ts";

/**
 * No reply came: the connection failed or broke, or the time was up. What was asked may have been done all the same; see
 * `job`.
 */
export class NetworkError extends Error {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "NetworkError" as const;
  /** The id of the job that the operation was about. */
  readonly jobId: string | undefined;
  /** How many requests were sent. */
  readonly attempts: number;
  /** The job as last read, or `undefined` where its state is unknown. */
  readonly job: AnyJobInfo | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, errorOptions(details));
    this.jobId = details.jobId;
    this.attempts = details.attempts ?? 0;
    this.job = details.job;
  }
}
