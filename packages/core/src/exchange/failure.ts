import type { ErrorCode } from "../errors/error-code.ts";
import type { ErrorDetails } from "../errors/error-details.ts";
import { NetworkError } from "../errors/network-error.ts";
import { ResponseError } from "../errors/response-error.ts";
import { SalesforceError } from "../errors/salesforce-error.ts";
import { SessionError } from "../errors/session-error.ts";
import type { Fault } from "../replies/read-fault.ts";

/** Why an exchange failed, before it is known what else there is to say about the job. */
export interface Failure {
  readonly type: "network" | "session" | "reply";
  /** What it is about, in one word: the code of the error. */
  readonly code: ErrorCode;
  /** What went wrong, to stand behind "Cannot close job …: ". */
  readonly why: string;
  /** Whether what was asked may have been done all the same. */
  readonly mayHaveApplied: boolean;
  readonly status: number;
  /** What Salesforce said; absent where nothing was understood. */
  readonly fault?: Fault | undefined;
  /** Whether it may go better another time. Default: false. */
  readonly isTransient?: boolean;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter?: number;
  readonly cause?: Error;
}

/** The errors that an exchange may end in, besides a bad argument and the caller's own abort reason. */
export type OperationError = NetworkError | SessionError | SalesforceError | ResponseError;

/** Makes the error that the caller gets. */
export function toError(
  action: string,
  failure: Failure,
  details: ErrorDetails & { readonly note?: string },
): OperationError {
  const { type, code, why, status, fault, isTransient, retryAfter, cause } = failure;
  const note = details.note === undefined ? "" : `; ${details.note}`;
  const tries = details.attempts !== undefined && details.attempts > 1 ? ` (after ${details.attempts} attempts)` : "";
  const message = `Cannot ${action}: ${why}${tries}${note}`;
  const all = { code, ...details, isTransient, retryAfter, cause };
  if (type === "network") return new NetworkError(message, all);
  if (type === "session") return new SessionError(message, all);
  if (fault !== undefined) return new SalesforceError(message, { ...all, ...fault, status });
  return new ResponseError(message, { ...all, status });
}
