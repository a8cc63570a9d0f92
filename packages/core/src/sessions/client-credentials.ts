import { checkObject } from "../arguments/check-object.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { checkMyDomain } from "./check-my-domain.ts";
import { checkEndpoint, endpointNames, grantSource, type OrgTokenSource, type TokenEndpoint } from "./token-grant.ts";

/** An External Client App, or connected app, that signs in as itself. `loginUrl` is the org's My Domain. */
export interface ClientCredentialsOptions extends TokenEndpoint {
  /** The consumer secret. */
  readonly clientSecret: string;
}

/**
 * Gets access tokens for the user that an External Client App, or connected app, runs as.
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
  const endpoint = checkEndpoint(options);
  checkMyDomain(endpoint.origin, "Salesforce takes client credentials at no other host");
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
  // Loaded for who signs in here, and before the request: after a refusal, there may be nothing to load it from.
  return grantSource(async () => await (await import("./sign-in-steps.ts")).requestGrant(endpoint, form));
}
