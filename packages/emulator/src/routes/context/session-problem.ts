import type { EmulatorOptions } from "../../options/emulator-options.ts";
import type { Session } from "../../org/state/session.ts";

/** Which API is asked: each has its own words. */
export type Api = "async" | "rest" | "soap";

/**
 * Tells why an API refuses a session that is there; nothing where it takes it.
 *
 * The words about *API Access Control* are recorded of the REST API (401, `INVALID_SESSION_ID`) and of SOAP. That Bulk API 1.0
 * says those of SOAP is a guess, and so is that a session of SOAP's `login()` is refused as one of a browser is. That a JSON Web
 * Token is good for the REST APIs alone is documented, how Bulk API 1.0 and SOAP refuse it is a guess.
 */
export function sessionProblem(session: Session, { apiAccessControl }: EmulatorOptions, api: Api): string | undefined {
  if (apiAccessControl === true && session.from !== undefined) {
    return `This session is not valid for use with the ${api === "rest" ? "REST API" : "API"}`;
  }
  if (session.isJwt !== true || api === "rest") return undefined;
  return api === "async" ? "Invalid session id" : "Invalid Session ID found in SessionHeader: Illegal Session";
}
