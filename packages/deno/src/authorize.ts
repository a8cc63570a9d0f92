import {
  argumentError,
  type AuthorizationOptions,
  type Authorized,
  beginAuthorization,
  checkOptions,
  type Duration,
  finishAuthorization,
  readTimeout,
  SessionError,
} from "@sfbulk/core";
import { askNet } from "./ask-net.ts";
import { denoRuntime, type DenoRuntime, type Server } from "./deno-runtime.ts";

/** How a user is asked, in a browser of this computer, to let an app in. */
export interface AuthorizeOptions extends Omit<AuthorizationOptions, "redirectUri"> {
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

/**
 * Signs a user in with the browser of this computer: PKCE, and a server on loopback that is there for one answer. No secret is
 * needed. The app is an External Client App with the scopes `api` and `refresh_token`.
 *
 * It needs `--allow-net` for `localhost:1717` (or the `redirectUri`) and for the org.
 *
 * @returns a source for a connection, the org's address, and the grant, which `store` has already.
 * @throws TypeError for a bad option; Deno.errors.NotCapable with the flag to run with; what Deno says where the port is
 *   taken; SessionError that says whose setting it is where Salesforce refused, and `SignInAbandoned` where nobody came back
 *   in time.
 * @example
 * ```ts
 * import { authorize, closeJob, fileStore } from "@sfbulk/deno";
 *
 * const { accessToken, instanceUrl } = await authorize({
 *   loginUrl: "https://acme.my.salesforce.com",
 *   clientId: "emulator-client-id",
 *   store: fileStore("acme.grant"),
 *   open: (url) => console.log(`Open ${url}`),
 * });
 * await closeJob({ instanceUrl, accessToken }, "7509H0000016GUXQA2");
 * ```
 */
export async function authorize(options: AuthorizeOptions): Promise<Authorized> {
  const runtime = denoRuntime("authorize");
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
  const milliseconds = readTimeout("timeout", timeout, 300_000);
  const authorization: AuthorizationOptions = { ...rest, redirectUri };
  const { url, pending } = await beginAuthorization(authorization);
  const address = checkLoopback(redirectUri);
  signal?.throwIfAborted();
  const redirectedTo = await receive(runtime, address, milliseconds, signal, async () => await open(url));
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

/** Listens until the browser comes back, and gives the address that it came with. */
async function receive(
  runtime: DenoRuntime,
  address: URL,
  milliseconds: number,
  signal: AbortSignal | undefined,
  begin: () => Promise<void>,
): Promise<string> {
  const hostname = address.hostname.replace(/^\[|\]$/g, "");
  const port = Number(address.port === "" ? 80 : address.port);
  askNet(runtime, `listen at ${address.host}`, `${address.hostname}:${port}`);
  let server: Server | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      stop = () => reject(signal?.reason as Error);
      signal?.addEventListener("abort", stop, { once: true });
      timer = setTimeout(() => reject(late(milliseconds)), milliseconds);
      server = runtime.serve({ hostname, port, onListen: () => undefined }, (request) => {
        const url = new URL(request.url);
        const isAnswer = request.method === "GET" && url.pathname === address.pathname && url.searchParams.has("state");
        // The answer goes out before the server ends: it ends when it has none left.
        if (isAnswer) resolve(url.href);
        const text = isAnswer ? "You can close this window and go back to the program.\n" : "There is nothing here.\n";
        return new Response(text, { status: isAnswer ? 200 : 404, headers: { connection: "close" } });
      });
      begin().catch(reject);
    });
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal?.removeEventListener("abort", stop);
    await server?.shutdown();
  }
}

const late = (milliseconds: number): SessionError =>
  new SessionError(`Cannot sign in: nobody came back from the browser within ${milliseconds / 1000} s; begin again`, {
    code: "SignInAbandoned",
  });
