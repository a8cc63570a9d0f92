import { isApiHost, isSalesforceHost } from "../connection/api-hosts.ts";
import { argumentError } from "../errors/argument-error.ts";

/**
 * Checks that an address is an org's My Domain. A host that is not Salesforce's passes, since it may be a gateway, or an
 * emulated org.
 *
 * @param why - Why no other will do.
 * @throws TypeError for `login.salesforce.com`, `test.salesforce.com`, and addresses of Lightning, Setup, sites.
 */
export function checkMyDomain(origin: string, why: string): void {
  const { hostname } = new URL(origin);
  if (isApiHost(hostname) || !isSalesforceHost(hostname)) return;
  throw argumentError(
    "InvalidInstanceUrl",
    `Cannot use loginUrl "${origin}": expected the org's My Domain, such as "https://acme.my.salesforce.com" (Setup → My Domain); ${why}`,
  );
}
