import type { Arrival } from "../wire/arrival.ts";

/** What is to be done about the Origin of a request. */
export type OriginVerdict =
  /** It has none, or its own: nothing. */
  | { readonly kind: "own" }
  | { readonly kind: "foreign" }
  | { readonly kind: "preflight"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "allowed"; readonly headers: Readonly<Record<string, string>> };

/**
 * Judges the Origin of a request by the org's allow list: one that is not on it gets status 403 (documented). That the
 * requested headers are echoed is a guess from one recorded preflight of the REST API, whose other headers these are.
 */
export function judgeOrigin(
  { method, url, headers }: Pick<Arrival, "method" | "url" | "headers">,
  allowed: readonly string[],
): OriginVerdict {
  const origin = headers.get("origin");
  if (origin === null || origin === url.origin) return { kind: "own" };
  if (!allowed.some((entry) => matches(entry, origin))) return { kind: "foreign" };
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
