import type { Duration } from "../arguments/read-duration.ts";
import type { AuthorizationOptions } from "./begin-authorization.ts";
import type { Authorized } from "./finish-authorization.ts";

/** How a user is asked, in a browser of this computer, to let an app in. */
export interface LoopbackOptions extends Omit<AuthorizationOptions, "redirectUri"> {
  /**
   * Where the browser is sent back to: an address of this computer, and one of the app's Callback URLs, letter by letter, its
   * port too. Default: `http://localhost:1717/OauthRedirect`, which the sf CLI has as well.
   */
  readonly redirectUri?: string;
  /** Shows the address to the user, or opens it. */
  readonly open: (url: string) => void | Promise<void>;
  /** How long the user may take, in milliseconds or as `"10m"`. Default: `"5m"`. */
  readonly timeout?: Duration;
  /** Ends the waiting at once. Its reason is what the call rejects with. */
  readonly signal?: AbortSignal;
}

/** What is answered to a request, as plain text. */
export interface LoopbackAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Where to listen, and what to answer. */
export interface LoopbackListener {
  /** `127.0.0.1`, or another address of loopback: nobody else's computer reaches it. */
  readonly hostname: string;
  readonly port: number;
  /** Says what to answer. The target is what stands in the first line of the request: `/OauthRedirect?code=…`. */
  readonly answer: (method: string, target: string) => LoopbackAnswer;
}

/**
 * Listens as a runtime can. It resolves as soon as it listens, with what ends that: whoever has been answered gets the whole
 * answer before. It rejects with what the system says where it cannot.
 */
export type ListenOnLoopback = (listener: LoopbackListener) => Promise<() => void | Promise<void>>;

/**
 * Signs a user in with the browser of this computer: PKCE, and a server on loopback that is there for one answer. It is
 * exported for runtimes that listen in their own way: `authorize` of Node.js and Deno is this.
 *
 * @returns a source for a connection, the org's address, and the grant, which `store` has already.
 * @throws TypeError for a bad option; what `listen` says where the port is taken; SessionError that says whose setting it is
 *   where Salesforce refused, and `SignInAbandoned` where nobody came back in time.
 * @example
 * ```ts
 * import { authorizeOnLoopback, type ListenOnLoopback } from "@sfbulk/core";
 *
 * // Where no port can be opened: the user brings the address that the browser was sent back to
 * let arrive = (target: string): void => console.log(target);
 * const listen: ListenOnLoopback = async ({ answer }) => {
 *   arrive = (target) => console.log(answer("GET", target).text);
 *   return () => undefined;
 * };
 * const open = async (url: string) => {
 *   const { pathname, search } = new URL(await openForUser(url));
 *   arrive(pathname + search);
 * };
 * const { accessToken } = await authorizeOnLoopback({ loginUrl: instanceUrl, clientId, open }, listen);
 * ```
 */
export async function authorizeOnLoopback(options: LoopbackOptions, listen: ListenOnLoopback): Promise<Authorized> {
  // Loaded when somebody signs in.
  return await (await import("./loopback-steps.ts")).signInOnLoopback(options, listen);
}
