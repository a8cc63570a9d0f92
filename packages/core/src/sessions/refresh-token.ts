import { checkFunction } from "../arguments/check-function.ts";
import { checkObject } from "../arguments/check-object.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { endpointNames, grantSource, type OrgTokenSource, type TokenEndpoint } from "./token-grant.ts";

/** A user's consent, kept from an earlier sign-in. */
export interface RefreshTokenOptions extends TokenEndpoint {
  /** The refresh token. */
  readonly refreshToken: string;
  /** The consumer secret, where the connected app demands it. */
  readonly clientSecret?: string;
  /** Is told the next refresh token where the connected app rotates them: the old one is dead then, so keep this one. */
  readonly onRefreshToken?: (refreshToken: string) => void | Promise<void>;
}

/**
 * Gets access tokens with a refresh token.
 *
 * @throws TypeError for a bad option; what it gives rejects with SessionError.
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_flow.htm
 * @example
 * ```ts
 * import { closeJob, refreshTokenSource } from "@sfbulk/core";
 *
 * const accessToken = refreshTokenSource({ loginUrl: "https://login.salesforce.com", clientId, refreshToken });
 * const job = await closeJob({ instanceUrl: await accessToken.instanceUrl(), accessToken }, jobId);
 * ```
 */
export function refreshTokenSource(options: RefreshTokenOptions): OrgTokenSource {
  checkObject("options", options);
  checkOptions("options", options, { ...endpointNames, refreshToken: true, clientSecret: true, onRefreshToken: true });
  const { clientId, clientSecret, onRefreshToken } = options;
  if (clientSecret !== undefined) checkString("clientSecret", clientSecret);
  checkFunction("onRefreshToken", onRefreshToken);
  checkString("refreshToken", options.refreshToken);
  let { refreshToken } = options;
  return grantSource(options, {
    form: () => ({
      grant_type: "refresh_token",
      client_id: clientId,
      refresh_token: refreshToken,
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    }),
    onRefreshToken: async (next) => {
      refreshToken = next;
      await onRefreshToken?.(next);
    },
  });
}
