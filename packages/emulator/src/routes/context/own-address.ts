import type { RouteContext } from "./route-context.ts";

/** Hosts that only sign users in. */
export const isLoginHost = (host: string): boolean => /^(?:login|test)\.salesforce\.com$/.test(host);

/** An app signed in to a login host is sent to the org's own address; one that came to the org's address stays there. */
export const instanceUrlOf = ({ env: { arrival, options } }: RouteContext): string =>
  isLoginHost(arrival.url.hostname)
    ? (options.instanceUrl ?? "https://emulator.my.salesforce.com")
    : arrival.url.origin;

/**
 * Gives the address of a user's identity. Salesforce's is at `login.salesforce.com`; whoever came to another address, a
 * port on this computer, is kept there: a client would send its token to that host.
 */
export function identityUrlOf(context: RouteContext, userId: string): string {
  const { org, arrival } = context.env;
  const base = arrival.url.hostname.endsWith(".salesforce.com") ? "https://login.salesforce.com" : arrival.url.origin;
  return `${base}/id/${org.id}/${userId}`;
}
