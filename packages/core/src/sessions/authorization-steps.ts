import { checkObject } from "../arguments/check-object.ts";
import { checkOptions, type OptionNames } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { checkWord } from "../arguments/check-word.ts";
import { argumentError } from "../errors/argument-error.ts";
import { redact } from "../errors/redact.ts";
import { SessionError } from "../errors/session-error.ts";
import type { AuthorizationOptions, BegunAuthorization, PendingAuthorization } from "./begin-authorization.ts";
import { checkMyDomain } from "./check-my-domain.ts";
import type { Authorized } from "./finish-authorization.ts";
import { refreshTokenSource } from "./refresh-token.ts";
import { requestGrant } from "./request-grant.ts";
import { base64Url } from "./sign-assertion.ts";
import { checkStore, type StoredGrant } from "./stores/grant-store.ts";
import { memoryStore } from "./stores/memory-store.ts";
import { adviceFor } from "./token-advice.ts";
import { checkEndpoint, endpointNames, grantSource } from "./token-grant.ts";

const authorizationNames: OptionNames<AuthorizationOptions> = {
  ...endpointNames,
  redirectUri: true,
  clientSecret: true,
  scope: true,
  prompt: true,
  loginHint: true,
  store: true,
};

/** Begins as `beginAuthorization` says. */
export async function begin(options: AuthorizationOptions): Promise<BegunAuthorization> {
  const { origin } = checkAuthorization(options);
  const { clientId, redirectUri, scope = "api refresh_token", prompt, loginHint } = options;
  const pending: PendingAuthorization = { state: randomText(), verifier: randomText(), redirectUri };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: pending.state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: "S256",
    ...(prompt === undefined ? {} : { prompt }),
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
  });
  return { url: `${origin}/services/oauth2/authorize?${query.toString()}`, pending };
}

/**
 * Checks the options of a sign-in.
 *
 * @throws TypeError for a bad one.
 */
function checkAuthorization(options: AuthorizationOptions): ReturnType<typeof checkEndpoint> {
  checkObject("options", options);
  checkOptions("options", options, authorizationNames);
  const { redirectUri, clientSecret, scope, prompt, loginHint, store } = options;
  for (const [name, value] of Object.entries({ clientSecret, scope, loginHint })) {
    if (value !== undefined) checkString(name, value);
  }
  if (prompt !== undefined) checkWord("prompt", prompt, ["login", "consent", "select_account"]);
  checkStore(store);
  checkString("redirectUri", redirectUri);
  if (!URL.canParse(redirectUri)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use redirectUri ${JSON.stringify(redirectUri)}: expected an address`,
    );
  }
  const endpoint = checkEndpoint(options);
  checkMyDomain(endpoint.origin, "an External Client App of an org is found there only");
  return endpoint;
}

/** 256 bits: as many as the hash has that they go into. */
const randomText = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** Finishes as `finishAuthorization` says. */
export async function finish(
  options: AuthorizationOptions,
  pending: PendingAuthorization,
  redirectedTo: string,
): Promise<Authorized> {
  const endpoint = checkAuthorization(options);
  checkObject("pending", pending);
  for (const name of ["state", "verifier", "redirectUri"] as const) checkString(`pending.${name}`, pending[name]);
  checkString("redirectedTo", redirectedTo);
  const { clientId, clientSecret, store = memoryStore() } = options;
  const query = URL.canParse(redirectedTo) ? new URL(redirectedTo).searchParams : new URLSearchParams();
  const error = query.get("error");
  if (query.get("state") !== pending.state) {
    throw new SessionError(
      "Cannot sign in: the browser came back without the state of this sign-in, so the answer may be of another; begin again",
      { code: "SignInAbandoned" },
    );
  }
  if (error !== null) {
    const { code, words } = adviceFor(error, query.get("error_description") ?? "");
    throw new SessionError(`Cannot sign in: ${redact(words)}`, { code });
  }
  const code = query.get("code");
  if (code === null || code === "") {
    throw new SessionError("Cannot sign in: the browser came back without a code; begin again", {
      code: "SignInFailed",
    });
  }
  const granted = await requestGrant(endpoint, {
    grant_type: "authorization_code",
    code,
    client_id: clientId,
    redirect_uri: pending.redirectUri,
    code_verifier: pending.verifier,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
  });
  const { accessToken: token, instanceUrl, refreshToken } = granted;
  if (refreshToken === undefined) return { accessToken: grantSource(once(granted)), instanceUrl, grant: undefined };
  const grant: StoredGrant = { revision: crypto.randomUUID(), refreshToken, accessToken: token, instanceUrl };
  // Whatever is there belongs to an earlier sign-in. Those who still renew that would come in between without end.
  const keep = async (): Promise<void> => {
    while (!(await store.replace(await store.read(), grant))) continue;
  };
  await (store.lock === undefined ? keep() : store.lock(keep, longestKeeping));
  const { loginUrl, fetch, attemptTimeout } = options;
  const accessToken = refreshTokenSource({
    loginUrl,
    clientId,
    store,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(fetch === undefined ? {} : { fetch }),
    ...(attemptTimeout === undefined ? {} : { attemptTimeout }),
  });
  return { accessToken, instanceUrl, grant };
}

/** Gives what was granted until it is rejected. */
const once =
  <T extends { readonly accessToken: string }>(granted: T) =>
  async (rejected: string | undefined): Promise<T> => {
    if (rejected !== granted.accessToken) return await Promise.resolve(granted);
    throw new SessionError(
      "Cannot renew the session: the app gave no refresh token; sign in again, or ask for the scope refresh_token",
      { code: "NoAccessToken" },
    );
  };

/** How long keeping a grant takes at most, in milliseconds. */
const longestKeeping = 10_000;
