import type { ErrorCode } from "./error-code.ts";
import { withCode } from "./with-code.ts";

/** A bad argument: a real `TypeError`, with a code. Nothing was sent for it. */
export interface ArgumentError extends TypeError {
  readonly name: "TypeError";
  /** What the error is about, in one word that stays the same. */
  readonly code: ErrorCode;
  /** With the code `NotCsv`, what the source is: `an Excel workbook (.xlsx)`; else absent. */
  readonly format?: string;
}

/**
 * Makes the TypeError for a bad argument. It is exported for adapters and token sources that check their options as
 * sfbulk does; its own packages use it.
 *
 * @param code - What it is about, mostly `InvalidArgument`.
 * @param message - It begins with what cannot be done, and shows no secret.
 * @param cause - What is beneath it.
 * @example
 * ```ts
 * import { argumentError, isSfbulkError } from "@sfbulk/core";
 *
 * const error = argumentError("InvalidArgument", 'Cannot use region "moon": expected one of eu, us');
 * console.log(isSfbulkError(error), error instanceof TypeError); // true true
 * ```
 */
export function argumentError(code: ErrorCode, message: string, cause?: unknown): ArgumentError {
  return withCode(new TypeError(message, cause === undefined ? {} : { cause }) as ArgumentError, code);
}
