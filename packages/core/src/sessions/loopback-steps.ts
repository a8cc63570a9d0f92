import { checkOptions } from "../arguments/check-options.ts";
import { checkFunction } from "../arguments/check-function.ts";
import { readTimeout } from "../arguments/read-duration.ts";
import { argumentError } from "../errors/argument-error.ts";
import { SessionError } from "../errors/session-error.ts";
import { type AuthorizationOptions, beginAuthorization } from "./begin-authorization.ts";
import { type Authorized, finishAuthorization } from "./finish-authorization.ts";
import type { ListenOnLoopback, LoopbackAnswer, LoopbackOptions } from "./authorize-on-loopback.ts";

/** Signs in as `authorizeOnLoopback` says. */
export async function signInOnLoopback(options: LoopbackOptions, listen: ListenOnLoopback): Promise<Authorized> {
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
  const redirectedTo = await receive(
    { address, state: pending.state, milliseconds, signal, listen },
    async () => await open(url),
  );
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
  /** What this sign-in's answer has in it: of another one nothing is taken, and this one goes on. */
  readonly state: string;
  readonly milliseconds: number;
  readonly signal: AbortSignal | undefined;
  readonly listen: ListenOnLoopback;
}

/** Listens until the browser comes back, and gives the address that it came with. */
async function receive(
  { address, state, milliseconds, signal, listen }: Reception,
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
        const given = method === "GET" && url?.pathname === address.pathname ? url.searchParams.get("state") : null;
        if (url === undefined || given === null) return nothing;
        if (given !== state) return foreign;
        resolve(url.href);
        return url.searchParams.has("error") ? refused : seen;
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
const refused = { status: 200, headers, text: "Nobody is signed in. The program says why: go back to it.\n" };
const foreign = {
  status: 400,
  headers,
  text: "This is the answer of another sign-in. The program waits for its own: use the address that it shows.\n",
};
const nothing = { status: 404, headers, text: "There is nothing here.\n" };

const late = (milliseconds: number): SessionError =>
  new SessionError(`Cannot sign in: nobody came back from the browser within ${milliseconds / 1000} s; begin again`, {
    code: "SignInAbandoned",
  });
