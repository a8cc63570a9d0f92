import type {
  Authorized,
  beginAuthorization,
  finishAuthorization,
  PendingAuthorization,
  SessionError,
} from "@sfbulk/core";
import type { AuthorizeOptions, WebAuthFlow } from "./authorize.ts";

/** What it takes of core. It is handed in: a file that is loaded later must not import all of core, which some bundlers break. */
interface Core {
  readonly beginAuthorization: typeof beginAuthorization;
  readonly finishAuthorization: typeof finishAuthorization;
  readonly SessionError: typeof SessionError;
}

/** Signs in as `authorize` says. */
export async function authorizeInBrowser(options: AuthorizeOptions, core: Core): Promise<Authorized> {
  // What is no object is refused by core.
  const { identity, ...rest } = options ?? ({} as AuthorizeOptions);
  return identity === undefined ? await inPage(rest, core) : await inWindow(identity, rest, core);
}

async function inWindow(
  identity: WebAuthFlow,
  { redirectUri = identity.getRedirectURL(), ...rest }: AuthorizeOptions,
  { beginAuthorization, finishAuthorization, SessionError }: Core,
): Promise<Authorized> {
  const options = { ...rest, redirectUri };
  const { url, pending } = await beginAuthorization(options);
  let redirectedTo: string | undefined;
  let why = "nothing came back";
  try {
    redirectedTo = await identity.launchWebAuthFlow({ url, interactive: true });
  } catch (error) {
    // "The user did not approve access." of Chrome: also where the window was closed, or a page could not be loaded.
    why = error instanceof Error ? error.message : String(error);
  }
  if (redirectedTo === undefined) {
    throw new SessionError(`Cannot sign in: the browser's window ended before the sign-in did (${why}); begin again`, {
      code: "SignInAbandoned",
    });
  }
  return await finishAuthorization(options, pending, redirectedTo);
}

/** What a page keeps while it is away: this tab alone can read it, and it is gone with it. */
const keyOf = (redirectUri: string): string => `sfbulk authorization ${redirectUri}`;

async function inPage(
  { redirectUri = `${location.origin}${location.pathname}`, ...rest }: AuthorizeOptions,
  { beginAuthorization, finishAuthorization }: Core,
): Promise<Authorized> {
  const options = { ...rest, redirectUri };
  const here = new URL(location.href);
  const kept = sessionStorage.getItem(keyOf(redirectUri));
  const isBack = here.searchParams.has("state") && (here.searchParams.has("code") || here.searchParams.has("error"));
  if (isBack && kept !== null) {
    // It is good for one answer, whatever comes of it.
    sessionStorage.removeItem(keyOf(redirectUri));
    const redirectedTo = here.href;
    for (const name of ["code", "state", "error", "error_description"]) here.searchParams.delete(name);
    history.replaceState(history.state, "", here);
    return await finishAuthorization(options, JSON.parse(kept) as PendingAuthorization, redirectedTo);
  }
  const { url, pending } = await beginAuthorization(options);
  sessionStorage.setItem(keyOf(redirectUri), JSON.stringify(pending));
  location.assign(url);
  // The page is about to go.
  return await new Promise<never>(() => undefined);
}
