import { argumentError } from "@sfbulk/core";

/** Which proxies requests go through: none, one for all of them, or what the environment says. */
export type ProxySettings =
  | { readonly type: "none" }
  | { readonly type: "all"; readonly uri: string }
  /** An empty string stands for no proxy. `NO_PROXY` is undici's to read. */
  | { readonly type: "environment"; readonly httpProxy: string; readonly httpsProxy: string };

/**
 * Reads the proxy option and, without one, the environment. As undici and curl do, it prefers the lower-case names.
 *
 * @throws TypeError that names the option or the variable. It does not show the value, which may hold a password.
 */
export function proxySettings(proxy: string | false | undefined): ProxySettings {
  if (proxy === false) return { type: "none" };
  if (proxy !== undefined) return { type: "all", uri: proxyUri("proxy", proxy) };
  const [httpProxy, httpsProxy] = [fromEnvironment("http_proxy"), fromEnvironment("https_proxy")];
  return httpProxy === "" && httpsProxy === "" ? { type: "none" } : { type: "environment", httpProxy, httpsProxy };
}

function fromEnvironment(lower: string): string {
  const name = process.env[lower] === undefined ? lower.toUpperCase() : lower;
  const value = process.env[name];
  return value === undefined || value === "" ? "" : proxyUri(name, value);
}

function proxyUri(name: string, value: string): string {
  if (typeof value === "string") {
    // "proxy.example:8080" is common in these variables; the URL parser would take "proxy.example" for a scheme.
    const uri = value.includes("://") ? value : `http://${value}`;
    if (URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol)) return uri;
  }
  throw argumentError(
    "InvalidProxy",
    `Cannot use ${name}: expected the address of an HTTP proxy such as "http://proxy.example:8080"${name === "proxy" ? ", or false" : ""}`,
  );
}
