import type { FetchAdapter } from "../connection/adapter.ts";
import type { TokenSource } from "../connection/connection.ts";
import { checkOrigin } from "../connection/instance-url.ts";
import { checkFunction } from "../arguments/check-function.ts";
import type { OptionNames } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { type Duration, readTimeout } from "../arguments/read-duration.ts";
import { SessionError } from "../errors/session-error.ts";
import type { GrantEndpoint } from "./request-grant.ts";

/** Where and how a token is asked for. */
export interface TokenEndpoint {
  /** The origin that signs in: the org's My Domain, `https://acme.my.salesforce.com`. */
  readonly loginUrl: string;
  /** The consumer key of the External Client App or connected app. */
  readonly clientId: string;
  /** How requests travel. Default: `globalThis.fetch`. */
  readonly fetch?: FetchAdapter;
  /** How long one attempt may take, in milliseconds or as `"45s"`. Default: 30,000. */
  readonly attemptTimeout?: Duration;
}

/** The names of {@link TokenEndpoint}, for those that add to it. */
export const endpointNames: OptionNames<TokenEndpoint> = {
  loginUrl: true,
  clientId: true,
  fetch: true,
  attemptTimeout: true,
};

/** A {@link TokenSource} that also learns which instance the token is for. */
export type OrgTokenSource = TokenSource & {
  /** Gives the `instanceUrl` for the connection, and signs in for it where that has not happened yet. */
  readonly instanceUrl: () => Promise<string>;
};

/** Checks where a token is asked for, and fills in the defaults. */
export function checkEndpoint(endpoint: TokenEndpoint): GrantEndpoint {
  const { origin } = checkOrigin("loginUrl", endpoint.loginUrl);
  checkString("clientId", endpoint.clientId);
  checkFunction("fetch", endpoint.fetch);
  const timeout = readTimeout("attemptTimeout", endpoint.attemptTimeout, 30_000);
  return { origin, timeout, adapter: () => endpoint.fetch ?? globalThis.fetch };
}

/** What a source needs of what was granted. */
interface Granted {
  readonly accessToken: string;
  readonly instanceUrl: string;
}

/**
 * Makes a source out of a way to get a token.
 *
 * Everything that is wrong with the answer is a SessionError that says what to do. A token for another instance than the
 * first one is refused: the connection's `instanceUrl` would be wrong for it.
 */
export function grantSource(renew: (rejected: string | undefined) => Promise<Granted>): OrgTokenSource {
  let latest: Granted | undefined;
  const next = async (rejected: string | undefined): Promise<Granted> => {
    const grant = await renew(rejected);
    if (latest !== undefined && latest.instanceUrl !== grant.instanceUrl) {
      throw new SessionError(
        `Cannot get an access token: the org has moved to "${grant.instanceUrl}"; use that as instanceUrl`,
        { code: "OrgMoved" },
      );
    }
    latest = grant;
    return grant;
  };
  let pending: Promise<Granted> | undefined;
  const current = async (rejected?: string): Promise<Granted> => {
    if (latest !== undefined && latest.accessToken !== rejected) return latest;
    pending ??= next(rejected).finally(() => (pending = undefined));
    return await pending;
  };
  const source = async (rejected?: string): Promise<string> => (await current(rejected)).accessToken;
  return Object.assign(source, { instanceUrl: async () => (await current()).instanceUrl });
}
