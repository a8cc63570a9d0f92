import { checkObject } from "../arguments/check-object.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { endpointNames, grantSource, type OrgTokenSource, type TokenEndpoint } from "./token-grant.ts";

/** A connected app that signs in as itself. `loginUrl` is the org's My Domain: no other host takes this flow. */
export interface ClientCredentialsOptions extends TokenEndpoint {
  /** The consumer secret. */
  readonly clientSecret: string;
}

/**
 * Gets access tokens for a connected app's own user.
 *
 * @throws TypeError for a bad option; what it gives rejects with SessionError.
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
 * @example
 * ```ts
 * import { clientCredentialsSource, closeJob } from "@sfbulk/core";
 *
 * const accessToken = clientCredentialsSource({ loginUrl: instanceUrl, clientId, clientSecret });
 * const job = await closeJob({ instanceUrl, accessToken }, jobId);
 * ```
 */
export function clientCredentialsSource(options: ClientCredentialsOptions): OrgTokenSource {
  checkObject("options", options);
  checkOptions("options", options, { ...endpointNames, clientSecret: true });
  const { clientId, clientSecret } = options;
  checkString("clientSecret", clientSecret);
  return grantSource(options, {
    form: () => ({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret }),
  });
}
