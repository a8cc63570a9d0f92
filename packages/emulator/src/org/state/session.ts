import type { Permission } from "../../options/permission.ts";

/** A session of the org, kept under its access token. */
export interface Session {
  readonly userId: string;
  readonly permissions: readonly Permission[];
  /** How many more calls it lives for. */
  callsLeft: number;
  /** Who has signed in where it was no app: somebody in a browser, or a client by SOAP. */
  readonly from?: "browser" | "login";
  /** Whether its token is a JSON Web Token, which the REST APIs alone take. */
  readonly isJwt?: boolean;
  /** The grant that it comes from, where that has a refresh token. */
  readonly grant?: string;
  /** What the app may do with it. Default: `api`. */
  readonly scope?: string;
}
