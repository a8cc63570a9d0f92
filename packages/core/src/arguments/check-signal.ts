import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks a signal that a caller may have given. It may be of another realm, or a polyfill.
 *
 * @throws TypeError for anything else; mostly it is the controller that was given.
 */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === "boolean" && typeof addEventListener === "function") return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use signal: expected an AbortSignal, such as the signal of an AbortController, got ${describeValue(signal)}`,
  );
}
