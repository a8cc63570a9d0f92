import type { AnyJobInfo } from "../protocol/ingest-job-info.ts";
import type { ErrorCode } from "./error-code.ts";
import type { ErrorDetails } from "./error-details.ts";
import { withCode } from "./with-code.ts";

/**
 * Holds what all errors of operations have. It is not exported from the package: errors are told apart by their literal
 * `name`, and as sfbulk's by `isSfbulkError`.
 */
export abstract class DetailedError extends Error {
  /** What the error is about, in one word that stays the same. */
  declare readonly code: ErrorCode;
  /** The id of the job that the operation was about. */
  readonly jobId: string | undefined;
  /** How many requests were sent. */
  readonly attempts: number;
  /** The job as last read, or `undefined` where its state is unknown. */
  readonly job: AnyJobInfo | undefined;
  /**
   * Whether the same call may go better another time, without anybody's doing anything about it: the network broke, the
   * server was busy. It says nothing of what was done already; see `job`.
   */
  readonly isTransient: boolean;
  /** Milliseconds that the server asked to wait with its last reply; `undefined` where it did not. */
  readonly retryAfter: number | undefined;
  /** With the code `JobMayExist`, the ids of the open jobs that a creation may have made; else `undefined`. */
  readonly candidates: readonly string[] | undefined;

  protected constructor(message: string, details: ErrorDetails, fallback: ErrorCode) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.jobId = details.jobId;
    this.attempts = details.attempts ?? 0;
    this.job = details.job;
    this.isTransient = details.isTransient ?? false;
    this.retryAfter = details.retryAfter;
    this.candidates = details.candidates;
    withCode(this, details.code ?? fallback);
  }
}
