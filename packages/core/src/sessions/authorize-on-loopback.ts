import { checkOptions } from "../arguments/check-options.ts";
import { checkFunction } from "../arguments/check-function.ts";
import { type Duration, readTimeout } from "../arguments/read-duration.ts";
import { argumentError } from "../errors/argument-error.ts";
import { SessionError } from "../errors/session-error.ts";
import { type AuthorizationOptions, beginAuthorization } from "./begin-authorization.ts";
import { type Authorized, finishAuthorization } from "./finish-authorization.ts";

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
  checkOptions("options", options, {
    loginUrl: true,
    clientId: true,
    fetch: true,
    attemptTimeout: true,
    clientSecret: true,
    scope: true,
    prompt: true,
    loginHint: true,
    store: true,
    redirectUri: true,
    open: true,
    timeout: true,
    signal: true,
  });
  const { redirectUri = "http://localhost:1717/OauthRedirect", open, timeout, signal, ...rest } = options;
  if (typeof open !== "function") {
    throw argumentError("InvalidArgument", "Cannot use open: expected a function that shows an address to the user");
  }
  checkFunction("listen", (listen as unknown) ?? null);
  const milliseconds = readTimeout("timeout", timeout, 300_000);
  const authorization: AuthorizationOptions = { ...rest, redirectUri };
  const { url, pending } = await beginAuthorization(authorization);
  const address = checkLoopback(redirectUri);
  signal?.throwIfAborted();
  const redirectedTo = await receive({ address, milliseconds, signal, listen }, async () => await open(url));
  return await finishAuthorization(authorization, pending, redirectedTo);
}

function checkLoopback(redirectUri: string): URL {
  const url = new URL(redirectUri);
  if (url.protocol === "http:" && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)) return url;
  throw argumentError(
    "InvalidArgument",
    `Cannot use redirectUri "${url.origin}": expected an address of this computer, such as "http://localhost:1717/OauthRedirect"`,
  );
}

interface Reception {
  readonly address: URL;
  readonly milliseconds: number;
  readonly signal: AbortSignal | undefined;
  readonly listen: ListenOnLoopback;
}

/** Listens until the browser comes back, and gives the address that it came with. */
async function receive(
  { address, milliseconds, signal, listen }: Reception,
  begin: () => Promise<void>,
): Promise<string> {
  let stop: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let listening: ReturnType<ListenOnLoopback> | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      stop = () => reject(signal?.reason as Error);
      signal?.addEventListener("abort", stop, { once: true });
      timer = setTimeout(() => reject(late(milliseconds)), milliseconds);
      const answer = (method: string, target: string): LoopbackAnswer => {
        const url = URL.canParse(target, address) ? new URL(target, address) : undefined;
        const isAnswer = method === "GET" && url?.pathname === address.pathname && url.searchParams.has("state");
        if (isAnswer) resolve(url.href);
        return isAnswer ? seen : nothing;
      };
      listening = listen({ hostname: hostOf(address), port: Number(address.port === "" ? 80 : address.port), answer });
      listening.then(begin).catch(reject);
    });
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal?.removeEventListener("abort", stop);
    // Why it cannot listen is told above. Who ended the waiting may have been faster than the port.
    const end = await listening?.catch(() => undefined);
    await end?.();
  }
}

/** What `localhost` is called is a matter of the computer's settings; what it is here, is not. */
const hostOf = ({ hostname }: URL): string =>
  hostname === "localhost" ? "127.0.0.1" : hostname.replace(/^\[|\]$/g, "");

const headers = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  // The address has the code in it.
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close",
};
const seen = { status: 200, headers, text: "You can close this window and go back to the program.\n" };
const nothing = { status: 404, headers, text: "There is nothing here.\n" };

const late = (milliseconds: number): SessionError =>
  new SessionError(`Cannot sign in: nobody came back from the browser within ${milliseconds / 1000} s; begin again`, {
    code: "SignInAbandoned",
  });
