import { argumentError } from "@sfbulk/core";

/**
 * Reads the address of a proxy.
 *
 * @throws TypeError that does not show the value, which may hold a password; also where Deno would give the password
 * away: it sends `Proxy-Authorization` to the proxy, and then once more through the tunnel to the org (seen in 2.9.6).
 */
export function proxyUrl(proxy: string): URL {
  const url = typeof proxy === "string" ? parse(proxy) : undefined;
  if (url === undefined || !/^(?:https?|socks5h?):$/.test(url.protocol) || url.hostname === "") {
    throw argumentError(
      "InvalidProxy",
      'Cannot use proxy: expected the address of an HTTP or SOCKS 5 proxy such as "http://proxy.example:8080"',
    );
  }
  if (`${url.username}${url.password}` !== "" && url.protocol.startsWith("http")) {
    throw argumentError(
      "InvalidProxy",
      "Cannot use proxy: Deno would send its user name and password to the org too; use a SOCKS 5 proxy, or one without a password",
    );
  }
  return url;
}

function parse(proxy: string): URL | undefined {
  // "proxy.example:8080" is common; the URL parser would take "proxy.example" for a scheme.
  const text = proxy.includes("://") ? proxy : `http://${proxy}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}
