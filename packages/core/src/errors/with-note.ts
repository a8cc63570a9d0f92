import type { DetailedError } from "./detailed-error.ts";
import type { ErrorDetails } from "./error-details.ts";

/** Makes the same error with more to say: its class, its code, and all that is on it stay. */
export function withNote<E extends DetailedError>(error: E, note: string): E {
  // What is on an error has the names that it was made with.
  const Same = error.constructor as new (message: string, details: ErrorDetails) => E;
  return new Same(`${error.message}; ${note}`, error);
}
