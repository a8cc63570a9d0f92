import type { AnyJobInfo } from "../protocol/ingest-job-info.ts";
import { type ErrorDetails, errorOptions } from "./error-details.ts";

/** The time that a wait or an ending was given is over. Nothing was changed for that: the job goes on as it was. */
export class TimeoutError extends Error {
  /** Tells this error from others, in minified code and across realms too. */
  override readonly name = "TimeoutError" as const;
  /** The id of the job that was waited for. */
  readonly jobId: string | undefined;
  /** The job as last read, or `undefined` where it was never read. */
  readonly job: AnyJobInfo | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, errorOptions(details));
    this.jobId = details.jobId;
    this.job = details.job;
  }
}
