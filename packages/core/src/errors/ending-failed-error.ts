import type { ErrorCode } from "./error-code.ts";
import { withCode } from "./with-code.ts";
import { wordsOfError } from "./words-of-error.ts";

/**
 * What was done with a job failed, and then its ending failed too: the job may be open. It is an `AggregateError`, since
 * neither error is more the caller's concern than the other.
 */
export interface EndingFailedError extends AggregateError {
  readonly name: "AggregateError";
  /** Always `EndingFailed`. */
  readonly code: ErrorCode;
  /** The id of the job. */
  readonly jobId: string;
  /** What failed first; also in `cause`. And why the job could not be ended. */
  errors: [unknown, unknown];
}

/** Makes the error that has both, and changes neither. */
export function endingFailedError(jobId: string, error: unknown, endingError: unknown): EndingFailedError {
  const both = new AggregateError(
    [error, endingError],
    `Cannot end job "${jobId}" after what was done with it had failed: ${wordsOfError(endingError)}; it had failed with: ${wordsOfError(error)}`,
    { cause: error },
  );
  return withCode(Object.assign(both as EndingFailedError, { jobId }), "EndingFailed");
}
