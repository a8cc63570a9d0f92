import type { AnyJobInfo } from "../protocol/ingest-job-info.ts";
import type { ErrorCode } from "./error-code.ts";

/** What is known when an operation gives up. */
export interface ErrorDetails {
  /** What the error is about, in one word. Default: the most general code of its class. */
  readonly code?: ErrorCode | undefined;
  /** The id of the job that the operation was about; absent where it was about none. */
  readonly jobId?: string | undefined;
  /** How many requests of the operation were sent, the refused and the lost ones included. Default: 0. */
  readonly attempts?: number;
  /** The job as Salesforce described it last. Absent where its state is unknown. */
  readonly job?: AnyJobInfo | undefined;
  /** Whether the same call may go better another time, without anybody's doing anything about it. Default: false. */
  readonly isTransient?: boolean | undefined;
  /** Milliseconds that the server asked to wait by `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** The ids of jobs that a creation whose answer was lost may have made. */
  readonly candidates?: readonly string[] | undefined;
  /** What is beneath the error. sfbulk puts in nothing that could hold an access token. */
  readonly cause?: unknown;
}
