import { argumentError, type FetchAdapter, NetworkError } from "@sfbulk/core";
import { sendFromBrowser } from "./send-from-browser.ts";

/**
 * Makes an adapter that sends through the tool's own server, since Bulk API 1.0 rarely answers a page of another origin.
 * The server answers with `relayHandler` of `@sfbulk/node`, `@sfbulk/deno` or `@sfbulk/core/relay` under the same path.
 *
 * It asks for `/bulk/services/async/…` of the page's own origin, names the org in the header `x-sfbulk-instance`, and
 * sends the server's own cookies along, so that it may know its users; the handler passes none of them on. Closing and
 * aborting outlive the page, as with {@link browserAdapter}.
 *
 * @param path - Where the server has its handler: `"/bulk"`.
 * @returns the adapter, for `fetch` of a connection.
 * @throws TypeError for anything but a path of this origin.
 * @example
 * ```ts
 * import { relayAdapter } from "@sfbulk/browser";
 *
 * const relayed = { ...connection, fetch: relayAdapter("/bulk") };
 * ```
 */
export function relayAdapter(path: string): FetchAdapter {
  // Two slashes would begin another host's address, and the session would go there.
  if (typeof path !== "string" || !/^\/(?:[\w.~-]+\/)*[\w.~-]*$/.test(path)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use path ${typeof path === "string" ? JSON.stringify(path) : String(path)}: expected a path of this origin, such as "/bulk"`,
    );
  }
  const prefix = path.replace(/\/$/, "");
  return async (url, init) => {
    const { origin, pathname, search } = new URL(url);
    const headers = { ...init.headers, "x-sfbulk-instance": origin };
    return await sendFromBrowser(`${ownOrigin()}${prefix}${pathname}${search}`, { ...init, headers }, "same-origin");
  };
}

/** Gives the origin of the page or worker. A `file:` page and a sandboxed frame have none, and so no server of their own. */
function ownOrigin(): string {
  const { origin } = globalThis as { origin?: string };
  if (origin !== undefined && origin !== "null") return origin;
  const why = "this page has no origin, and so no server of its own to relay: serve it over https";
  throw Object.assign(new NetworkError(why, { code: "UnsupportedRuntime" }), { retry: false });
}
