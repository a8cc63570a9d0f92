import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";
import { isApiHost, isSalesforceHost } from "./api-hosts.ts";

/** Hosts that people copy from a browser, and the suffix of the API host beside them. */
const besideApi: readonly [RegExp, string][] = [
  [/\.lightning\.force\.com$/, ".my.salesforce.com"],
  [/\.lightning\.pc-rnd\.force\.com$/, ".my.pc-rnd.salesforce.com"],
  [/\.lightning\.crmforce\.mil$/, ".my.salesforce.mil"],
  [/\.lightning\.sfcrmapps\.cn$/, ".my.sfcrmproducts.cn"],
  [/\.my-lightning\.com$/, ".my-salesforce.com"],
  // That the setup host has its API beside it under this name is a guess from reports, not from documentation.
  [/\.my\.salesforce-setup\.com$/, ".my.salesforce.com"],
];

const loginHosts: ReadonlySet<string> = new Set(["login.salesforce.com", "test.salesforce.com"]);

/**
 * Gives the origin of an org's API: `https://acme.my.salesforce.com` for `https://acme.lightning.force.com/`.
 *
 * A trailing slash is dropped, the address of Lightning, of Setup, or of a Microsoft proxy (`.mcas.ms`) is replaced by
 * the API's. Below Salesforce's own domains the hosts that have the API are the only ones; any other host passes over
 * https, since it may be a gateway. `http:` is allowed for loopback, where an emulator listens.
 *
 * @throws TypeError for a path, query, fragment or credentials, for a host without a Bulk API, and for `http:` elsewhere.
 * @example
 * ```ts
 * import { normaliseInstanceUrl } from "@sfbulk/core";
 *
 * console.log(normaliseInstanceUrl("https://acme.lightning.force.com/")); // https://acme.my.salesforce.com
 * ```
 */
export function normaliseInstanceUrl(instanceUrl: string, name: string = "instanceUrl"): string {
  // Every call checks its connection, and mostly it is the same one.
  if (last !== undefined && last.instanceUrl === instanceUrl) return last.origin;
  const origin = readInstanceUrl(instanceUrl, name);
  last = { instanceUrl, origin };
  return origin;
}

let last: { readonly instanceUrl: string; readonly origin: string } | undefined;

function readInstanceUrl(instanceUrl: string, name: string): string {
  const url = checkOrigin(name, instanceUrl);
  if (loginHosts.has(url.hostname)) {
    throw refusal(name, instanceUrl, "that host only signs users in; use the org's own, as in Setup → My Domain");
  }
  // A dot at the end is the same host, and would be in no table.
  const named = url.hostname.replace(/\.$/, "");
  let host = named.replace(proxy, "");
  for (const [suffix, apiSuffix] of besideApi) host = host.replace(suffix, apiSuffix);
  if (isApiHost(host)) return `https://${host}${url.port === "" ? "" : `:${url.port}`}`;
  if (isSalesforceHost(host) || proxy.test(named)) {
    const why =
      "there is no Bulk API on that host; use the org's own, such as acme.my.salesforce.com, as in Setup → My Domain";
    throw refusal(name, instanceUrl, why);
  }
  return url.origin;
}

/** Microsoft's, which puts its own name behind that of the host. */
const proxy = /\.mcas\.ms$/;

/**
 * Checks that a string is an origin to which secrets may go: https, or http on loopback, and nothing behind it.
 *
 * @param name - What the caller calls it, for the error.
 * @throws TypeError that says what is wrong, without credentials or query.
 */
export function checkOrigin(name: string, address: string): URL {
  if (typeof address !== "string") {
    throw argumentError("InvalidInstanceUrl", `Cannot use ${name}: expected a string, got ${describeValue(address)}`);
  }
  // The URL parser drops tabs and newlines and turns "\" into "/": what it would mend is refused instead.
  if (/[\s\\]/.test(address)) throw refusal(name, address, "it has a space or a backslash in it");
  if (!URL.canParse(address))
    throw refusal(name, address, 'expected an address such as "https://acme.my.salesforce.com"');
  const url = new URL(address);
  if (url.username !== "" || url.password !== "")
    throw refusal(name, address, "expected no user name or password in it");
  if (url.pathname !== "/" || /[?#]/.test(address)) {
    throw refusal(name, address, `expected no path, query or fragment, just "${url.origin}"`);
  }
  if (url.protocol === "http:" ? !isLoopback(url.hostname) : url.protocol !== "https:") {
    throw refusal(name, address, "expected https: (http: is for loopback only)");
  }
  return url;
}

const refusal = (name: string, address: string, why: string): TypeError =>
  argumentError("InvalidInstanceUrl", `Cannot use ${name} ${JSON.stringify(withoutSecrets(address))}: ${why}`);

const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Cuts off what may be a password or a token, for the sake of the error message. */
const withoutSecrets = (url: string): string =>
  url
    .replace(/\/\/[^/@]*@/, "//…@")
    .replace(/[?#].*$/s, "?…")
    .slice(0, 120);
