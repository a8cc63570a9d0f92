/**
 * Salesforce's own domains: those of `isSalesforceDomain` in Salesforce's sfdx-core, of the extension Salesforce Inspector's
 * manifest, and of Setup's "My Domain URL formats" (sites, files, builders). Other people's names may end alike: "workforce.com".
 */
const salesforce =
  /(?:^|\.)(?:(?:(?:cloud|crm|document|visual|)force|salesforce)\.(?:com|mil)|forceusercontent\.com|(?:my-(?:lightning|salesforce)|salesforce-(?:experience|scrt|setup|sites)|salesforceliveagent|(?:my|live)\.site(?:force)?)\.com|sfcrm(?:apps|products)\.cn)$/;

/**
 * The hosts of them where the Bulk API is.
 *
 * | host | evidence |
 * |---|---|
 * | `acme.my.salesforce.com`, with `.sandbox`, `.develop`, `.scratch` and the like before `.my` | documentation, "My Domain URL formats" and the guide of the API |
 * | `acme.my.pc-rnd.salesforce.com` | code: Salesforce Inspector, `getMyDomain` |
 * | `acme.my.salesforce.mil`, `acme.my.sfcrmproducts.cn`, `acme.my-salesforce.com` | code: sfdx-core, `toLightningDomain` |
 * | `na139.salesforce.com`, `cs21.salesforce.com`, `gs0.salesforce.com` | documentation, "instance URL"; code: sfdx-core, `isSandboxUrl` |
 * | `usa2s.sfdc-yfeipo.salesforce.com` | code: sfdx-core, `isSandboxUrl` |
 */
const withApi =
  /^(?:(?:[a-z\d-]{1,63}\.){1,4}my(?:(?:\.pc-rnd)?\.salesforce\.com|\.salesforce\.mil|\.sfcrmproducts\.cn|-salesforce\.com)|(?!www)[a-z]{2,4}\d{1,4}[a-z]?(?:\.sfdc-[a-z\d]{1,40})?\.salesforce\.com)$/;

/** Tells whether a host is below one of Salesforce's own domains, as a `URL` gives it. */
export const isSalesforceHost = (hostname: string): boolean => salesforce.test(hostname);

/**
 * Tells whether a host is one where Salesforce has its Bulk API, and to which a session may go: `acme.my.salesforce.com`,
 * not `acme.lightning.force.com`, and none of anybody else's.
 *
 * @param hostname - In lower case, as a `URL` gives it.
 * @example
 * ```ts
 * import { isApiHost } from "@sfbulk/core";
 *
 * console.log(isApiHost("acme.my.salesforce.com"), isApiHost("acme.my.site.com")); // true false
 * ```
 */
export const isApiHost = (hostname: string): boolean => withApi.test(hostname);
