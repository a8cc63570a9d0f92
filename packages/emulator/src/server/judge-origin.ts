import type { RawRequest } from "../wire/request/arrival.ts";

/** What is to be done about the Origin of a request. */
type OriginVerdict =
  /** It has none, or its own: nothing. */
  | { readonly kind: "own" }
  | { readonly kind: "foreign" }
  | { readonly kind: "preflight"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "allowed"; readonly headers: Readonly<Record<string, string>> };

/** The endpoints for which CORS is a switch of its own in Setup (documented); `userinfo` is none of them. */
const oauthEndpoints = /^\/services\/oauth2\/(?:token|revoke|introspect|authorize|pkce\/generator)\/?$/;

/**
 * Judges the Origin of a request by the org's allow list: one that is not on it gets status 403 (documented). That the
 * requested headers are echoed is a guess from one recorded preflight of the REST API, whose other headers these are.
 */
export function judgeOrigin(
  { method, url, headers }: Pick<RawRequest, "method" | "url" | "headers">,
  allowed: readonly string[],
  forOAuth: boolean,
): OriginVerdict {
  const origin = headers.get("origin");
  if (origin === null || origin === url.origin) return { kind: "own" };
  // That the answer is the same as for an origin that is not on the list is a guess.
  if (!forOAuth && oauthEndpoints.test(url.pathname)) return { kind: "foreign" };
  if (!allowed.some((entry) => matches(entry, origin))) {
    // Extensions send their origin, too, and those that ask this API are answered without an entry in Setup: their
    // permissions stand in for CORS. That Salesforce does so for every one is a guess from those that work.
    const isExtension = /^[a-z-]+-extension:/.test(origin) && method !== "OPTIONS";
    return { kind: isExtension ? "own" : "foreign" };
  }
  const allow = { "access-control-allow-origin": origin, "access-control-allow-credentials": "false", vary: "Origin" };
  const requested = headers.get("access-control-request-headers");
  if (method !== "OPTIONS" || headers.get("access-control-request-method") === null) {
    return { kind: "allowed", headers: allow };
  }
  return {
    kind: "preflight",
    headers: {
      ...allow,
      "access-control-allow-methods": "HEAD, GET, POST, PUT, PATCH, DELETE",
      ...(requested === null ? {} : { "access-control-allow-headers": requested }),
    },
  };
}

function matches(entry: string, origin: string): boolean {
  if (entry === "*" || entry === origin) return true;
  const [start, end, ...rest] = entry.split("*");
  if (start === undefined || end === undefined || rest.length > 0) return false;
  return origin.length > start.length + end.length && origin.startsWith(start) && origin.endsWith(end);
}
