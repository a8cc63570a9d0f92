import type { ErrorCode } from "./error-code.ts";

/** In the registry of all realms, so that every copy of the package has the same one. */
export const brand: unique symbol = Symbol.for("@sfbulk/error");

/**
 * Gives an error a code and marks it as sfbulk's, so that `isSfbulkError` knows it. It is exported for adapters and token
 * sources that throw an error of their runtime, and want it told apart like sfbulk's own.
 *
 * @returns the error itself.
 * @example
 * ```ts
 * import { type FetchAdapter, withCode } from "@sfbulk/core";
 *
 * // `retry: false` says that trying again is no use.
 * const offline: FetchAdapter = () =>
 *   Promise.reject(Object.assign(withCode(new Error("Cannot send: this is a rehearsal"), "NotSent"), { retry: false }));
 * ```
 */
export function withCode<E extends Error>(error: E, code: ErrorCode): E & { readonly code: ErrorCode } {
  // Where nobody stumbles over it: not when the error is listed, logged or compared.
  Object.defineProperty(error, brand, { value: true });
  return Object.assign(error, { code });
}
