import type { FetchAdapter } from "@sfbulk/core";
import { sendFromBrowser } from "./send-from-browser.ts";

/**
 * Makes an adapter that sends through the browser's own `fetch`: without cookies, referrer and cache, and with
 * `keepalive` where a job is closed or aborted, so that such a request arrives even where its tab is closed right after
 * it was begun. Works in pages, workers, service workers and extensions.
 *
 * @returns the adapter, for `fetch` of a connection. Where the browser gives no reply and no reason, it rejects with a
 *   NetworkError that names the likely causes in order: no network, an origin that the org does not allow (with the origin and
 *   its place in Setup), mixed content, the Content-Security-Policy. It never makes up a status.
 * @see https://help.salesforce.com/s/articleView?id=sf.extend_code_cors.htm
 * @example
 * ```ts
 * import { browserAdapter } from "@sfbulk/browser";
 *
 * const patient = { ...connection, fetch: browserAdapter(), attemptTimeout: 60_000 };
 * ```
 */
export function browserAdapter(): FetchAdapter {
  return (url, init) => sendFromBrowser(url, init, "omit");
}
