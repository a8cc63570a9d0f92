/**
 * Tells whether a request may come from a page of the relay's own origin. `Sec-Fetch-Site` is the browser's own word,
 * and knows the address behind which a proxy hides this server; over plain http it is missing, and so may `Origin` be,
 * on a GET. Other sites cannot send such a request then either: a browser asks first (CORS) whether it may send the header
 * with the instance, and is never told that it may.
 */
export function isOwnPage({ headers, url }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  // With its scheme: whoever stands in between writes the http page of the same host.
  return origin === null || origin === new URL(url).origin;
}
