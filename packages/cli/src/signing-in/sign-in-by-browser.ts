import {
  authorize,
  type FetchAdapter,
  isSfbulkError,
  memoryStore,
  type OrgTokenSource,
  type StoredGrant,
} from "@sfbulk/node";
import { secretOf } from "../kept-orgs/source-of.ts";
import { commandError } from "../output/command-error.ts";
import type { Output } from "../output/output.ts";
import type { SignIn } from "./read-sign-in.ts";

/** How the user is asked. */
export interface BrowserOptions {
  /** The app's Callback URL. Default: that of `authorize`, which is the sf CLI's. */
  readonly callbackUrl: string | undefined;
  /** Whether the browser is opened. The address is printed in any case. */
  readonly opens: boolean;
  readonly fetch: FetchAdapter;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface BrowserSignIn {
  readonly source: OrgTokenSource;
  readonly instanceUrl: string;
  /** Gives the grant as it is now. */
  readonly grant: () => Promise<StoredGrant | undefined>;
}

const defaultCallbackUrl = "http://localhost:1717/OauthRedirect";

/**
 * Has a user let the app in, with the browser of this computer.
 *
 * @throws an error with exit code 69 where nobody came back in time; one that names the port where it is taken; the abort
 *   reason; what `authorize` throws.
 */
export async function signInByBrowser(signIn: SignIn, options: BrowserOptions, output: Output): Promise<BrowserSignIn> {
  const { loginUrl, clientId, username, timeout } = signIn;
  const { callbackUrl, opens, fetch, signal } = options;
  const clientSecret = await secretOf(signIn);
  const store = memoryStore();
  try {
    const { accessToken, instanceUrl } = await authorize({
      loginUrl,
      clientId,
      store,
      fetch,
      signal,
      timeout,
      redirectUri: callbackUrl ?? defaultCallbackUrl,
      open: async (url) => await showAddress(url, opens, output),
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(username === "" ? {} : { loginHint: username }),
    });
    return { source: accessToken, instanceUrl, grant: async () => await store.read() };
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, callbackUrl ?? defaultCallbackUrl, timeout);
  }
}

/** Opens the browser. There may be none, or one that does not open, so that the address is shown too: no secret is in it. */
async function showAddress(url: string, opens: boolean, output: Output): Promise<void> {
  if (!opens) {
    output.complain(`Open this address in a browser of this computer:\n\n${url}\n`);
    return;
  }
  output.complain(`Opening a browser; if none appears, open this address in one of this computer:\n\n${url}\n`);
  const { default: openInBrowser } = await import("open");
  try {
    const child = await openInBrowser(url);
    // The address is on the screen already.
    child.on("error", () => undefined);
  } catch {
    output.complain("No browser could be opened here: open the address yourself");
  }
}

function explain(error: unknown, callbackUrl: string, timeout: number): unknown {
  if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
    return commandError(
      "PortTaken",
      `Cannot listen at ${new URL(callbackUrl).host}, where the browser is to come back: another program does`,
      {
        actions: [
          "End the other one: it may be a sign-in that still waits",
          "Or add a Callback URL with another port to the app, and name it: --callback-url http://localhost:1718/OauthRedirect",
        ],
        cause: error,
      },
    );
  }
  if (!isSfbulkError(error)) return error;
  if (error.code === "SignInAbandoned") {
    return commandError(
      error.code,
      `Cannot sign in: nobody came back from the browser within ${timeout / 60_000} min`,
      {
        exitCode: 69,
        actions: [
          "Run it again, with more time where it is needed: --wait <minutes>",
          "Where the browser shows an error of Salesforce's, mend what it names: --client-id, the app's Callback URL, or --instance-url",
          "The browser must be of this computer: on another one, sign in with a certificate (--jwt-key)",
        ],
        cause: error,
      },
    );
  }
  return error;
}
