import { Refusal } from "../../org/state/refusal.ts";
import type { Arrival } from "../../wire/request/arrival.ts";

/**
 * Checks that the body of a request could be read.
 *
 * @throws Refusal where it could not.
 */
export function checkBody(problem: Arrival["problem"]): void {
  if (problem === "too large") throw tooLarge();
  // The status is documented, the body a guess.
  if (problem === "unknown coding") throw new Refusal("UnsupportedContentType", "Unsupported Content-Encoding", 415);
  // A guess after the REST API's words for the same mistake.
  if (problem === "not gzip") {
    throw new Refusal("ClientInputError", "Request header specifies GZIP, but the data is not in valid GZIP format");
  }
}

/** Refuses a body beyond the limit, in recorded words. */
export const tooLarge = (): Refusal =>
  new Refusal("ClientInputError", "Failed to read request. Exceeded max size limit of 10000000");
