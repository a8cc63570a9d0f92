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
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host;
}
