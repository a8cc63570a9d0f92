import type { Check } from "./check.ts";

/**
 * Names of servers in place of an org's: `na139.salesforce.com`, `acme.cs21.my.salesforce.com` (documented: "instance URL", and
 * "My Domain URL formats" for what sandboxes had before enhanced domains).
 */
const ofServer = /^(?:[a-z\d-]{1,63}\.)?[a-z]{2,4}\d{1,4}[a-z]?(?:\.my)?\.salesforce\.com$/;

/**
 * Sees whether the address is the org's own: API calls to those of servers stop with Summer '26.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.domain_name_redirections_manage.htm
 */
export const address: Check = {
  title: "Address",
  look: ({ connection: { instanceUrl } }) => {
    const { hostname } = new URL(instanceUrl);
    const data = { instanceUrl };
    if (!ofServer.test(hostname)) return Promise.resolve({ ok: true, says: hostname, data });
    return Promise.resolve({
      ok: false,
      says: `${hostname} is a server's address, and no org's: API calls to such stop with Summer '26`,
      action: "Use the org's My Domain, as in Setup → My Domain, such as https://acme.my.salesforce.com",
      data,
    });
  },
};
