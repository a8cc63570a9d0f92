import { checkFunction } from "../arguments/check-function.ts";
import { checkObject } from "../arguments/check-object.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { checkStore, type GrantStore } from "./stores/grant-store.ts";
import { memoryStore } from "./stores/memory-store.ts";
import type { Renew } from "./renew-grant.ts";
import { checkEndpoint, endpointNames, grantSource, type OrgTokenSource, type TokenEndpoint } from "./token-grant.ts";

/** A user's consent, kept from an earlier sign-in. */
export interface RefreshTokenOptions extends TokenEndpoint {
  /** The refresh token. With a `store` it is what that begins with where it is empty; may be absent then. */
  readonly refreshToken?: string;
  /**
   * Where the grant is kept, for all that share it: it is renewed once for all of them, and a new refresh token is kept
   * before the access token is used. Needed where the app rotates refresh tokens and more than one process has the grant.
   */
  readonly store?: GrantStore;
  /** The consumer secret, where the app demands it. */
  readonly clientSecret?: string;
  /**
   * Is told the next refresh token where the app rotates them: the old one is dead then, so keep this one. It is for who
   * has nothing to share; with a `store` it is told when that has it.
   */
  readonly onRefreshToken?: (refreshToken: string) => void | Promise<void>;
}

/**
 * Gets access tokens with a refresh token, and shares them by a store: any number of calls, tabs, processes and machines
 * with one grant renew it once, and whoever finds it renewed reads it instead of asking.
 *
 * `loginUrl` may be `https://login.salesforce.com` or `https://test.salesforce.com` here, where the grant is from there.
 *
 * @throws TypeError for a bad option; what it gives rejects with SessionError, whose code says what to do: `RefreshTokenDead`,
 *   `RefreshTokenLost` where a process died, or the network broke, between the renewal and the keeping of its answer,
 *   `NoGrant` for an empty store, `GrantNotKept` for one that takes nothing.
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_flow.htm
 * @example
 * ```ts
 * import { closeJob, refreshTokenSource } from "@sfbulk/core";
 *
 * const accessToken = refreshTokenSource({ loginUrl: instanceUrl, clientId, refreshToken });
 * const job = await closeJob({ instanceUrl: await accessToken.instanceUrl(), accessToken }, jobId);
 * ```
 */
export function refreshTokenSource(options: RefreshTokenOptions): OrgTokenSource {
  checkObject("options", options);
  checkOptions("options", options, {
    ...endpointNames,
    refreshToken: true,
    store: true,
    clientSecret: true,
    onRefreshToken: true,
  });
  const { clientId, clientSecret, refreshToken, store = memoryStore(), onRefreshToken } = options;
  if (clientSecret !== undefined) checkString("clientSecret", clientSecret);
  checkFunction("onRefreshToken", onRefreshToken);
  checkStore(options.store);
  if (refreshToken !== undefined || options.store === undefined) checkString("refreshToken", refreshToken);
  const endpoint = checkEndpoint(options);
  let renew: Renew | undefined;
  // Loaded for who signs in here, and before the request: after a refusal, there may be nothing to load it from.
  const load = async (): Promise<Renew> => {
    const { renewGrant, requestGrant, longestRequest } = await import("./sign-in-steps.ts");
    return renewGrant({
      store,
      first: refreshToken,
      onRefreshToken,
      longest: longestRequest(endpoint),
      ask: async (grant, until) => {
        const form = {
          grant_type: "refresh_token",
          client_id: clientId,
          refresh_token: grant.refreshToken,
          ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
        };
        return await requestGrant(endpoint, form, { until, unanswered: grant.unanswered });
      },
    });
  };
  const source = grantSource(async (rejected) => {
    renew ??= await load();
    return await renew(rejected);
  });
  // What the store has may have been rejected too, by the time that it is read.
  return Object.assign(source, { isShared: options.store !== undefined });
}
