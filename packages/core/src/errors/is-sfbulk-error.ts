import type { ArgumentError } from "./argument-error.ts";
import type { EndingFailedError } from "./ending-failed-error.ts";
import type { ErrorCode } from "./error-code.ts";
import type { JournalError } from "./journal-error.ts";
import type { LoadError } from "./load-error.ts";
import type { NetworkError } from "./network-error.ts";
import type { ResponseError } from "./response-error.ts";
import type { SalesforceError } from "./salesforce-error.ts";
import type { SessionError } from "./session-error.ts";
import type { WaitTimeoutError } from "./wait-timeout-error.ts";
import { brand } from "./with-code.ts";

/** A `Deno.errors.NotCapable` of `@sfbulk/deno`: its code is `MissingPermission`. */
interface NotCapableError extends Error {
  readonly name: "NotCapable";
  readonly code: ErrorCode;
}

/** Any error of sfbulk's own. Its `name` tells which one it is, its `code` what it is about. */
export type SfbulkError =
  | ArgumentError
  | EndingFailedError
  | JournalError
  | LoadError
  | NetworkError
  | NotCapableError
  | ResponseError
  | SalesforceError
  | SessionError
  | WaitTimeoutError;

/**
 * Tells whether an error is one of sfbulk's, of whichever copy of the package: then it has a `code`. A caller's own abort
 * reason is none, nor is a `TypeError` of JavaScript's own.
 *
 * @example
 * ```ts
 * import { closeJob, isSfbulkError } from "@sfbulk/core";
 *
 * try {
 *   await closeJob(connection, jobId);
 * } catch (error) {
 *   if (isSfbulkError(error) && error.code === "SessionRejected") console.error("Sign in again");
 *   throw error;
 * }
 * ```
 */
export const isSfbulkError = (error: unknown): error is SfbulkError =>
  typeof error === "object" && error !== null && brand in error;
