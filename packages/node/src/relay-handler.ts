import type { FetchAdapter } from "@sfbulk/core";
import { checkWholeNumber } from "@sfbulk/core";
import { nodeAdapter } from "./node-adapter.ts";
import { readRelayBody } from "./read-relay-body.ts";
import { instanceMatcher } from "./relay-instances.ts";
import { isOwnPage } from "./relay-origin.ts";
import { relayedHeaders } from "./relay-headers.ts";
import { relayPath } from "./relay-path.ts";
import { refuse, RelayRefusal } from "./relay-refusal.ts";
import { relayReply } from "./relay-reply.ts";

/** Options of {@link relayHandler}. */
export interface RelayOptions {
  /**
   * The orgs that may be asked, as origins: `https://acme.my.salesforce.com`, or `https://*.my.salesforce.com` for every
   * host below; `http://127.0.0.1:8787` for an emulator. Name your own orgs where you know them. Default: every
   * `https://*.my.salesforce.com`, and nothing else.
   */
  readonly instances?: readonly string[];
  /** How the requests to Salesforce travel. Default: a `nodeAdapter()` of its own. */
  readonly fetch?: FetchAdapter;
  /** How many bytes the body of a request may have, as it comes. Default: 16 MiB; a batch has 10 MB at most. */
  readonly maxRequestBytes?: number;
  /** How many bytes the body of a reply may have, as it comes. A longer one breaks off. Default: 64 MiB, as in core. */
  readonly maxReplyBytes?: number;
  /** Milliseconds that Salesforce may take to answer, its whole body included. Default: 120,000. */
  readonly timeout?: number;
}

/**
 * Makes the handler that a page's `relayAdapter` (of `@sfbulk/browser`) sends through: it passes requests of this API on
 * to the org, since Salesforce rarely answers a page itself. It goes wherever a `(request) => response` goes: Hono,
 * `Deno.serve`, `Bun.serve`, a route of Next or SvelteKit. Below which path does not matter.
 *
 * It is no open proxy. It passes on what Bulk API 1.0 and 2.0 are asked, and whose session it is, to the
 * allowed instances only, with the headers that the API knows; no cookies in either direction, and no redirects. Requests
 * of other sites' pages are refused. The session goes through, and is neither kept, logged nor shown.
 *
 * Whoever can reach it can use it with a session of their own: put it behind the tool's own sign-in.
 *
 * @returns the handler. It always resolves: with what Salesforce said, or with a refusal in the API's own form, JSON with
 *   the `exceptionCode` `RelayRefused` (status 4xx, nothing was sent) or `RelayFailed` (502 and 504: no reply came).
 * @throws TypeError that names the option.
 * @example
 * ```ts
 * import { relayHandler } from "@sfbulk/node";
 *
 * const relay = relayHandler({ instances: ["https://acme.my.salesforce.com"] });
 * const response = await relay(new Request("https://tool.example/bulk/services/async/66.0/job/7509H0000016GUXQA2"));
 * console.log(response.status); // 400: this request names no instance
 * ```
 */
export function relayHandler(options: RelayOptions = {}): (request: Request) => Promise<Response> {
  const isAllowed = instanceMatcher(options.instances);
  const maxRequestBytes = checkWholeNumber("maxRequestBytes", options.maxRequestBytes, 16 * 1024 * 1024, 1);
  const maxReplyBytes = checkWholeNumber("maxReplyBytes", options.maxReplyBytes, 64 * 1024 * 1024, 1);
  const timeout = checkWholeNumber("timeout", options.timeout, 120_000, 1);
  const send = options.fetch ?? nodeAdapter();
  if (typeof send !== "function") throw new TypeError(`Cannot use fetch: expected a function, got ${typeof send}`);

  const relay = async (request: Request): Promise<Response> => {
    if (!isOwnPage(request)) throw new RelayRefusal(403, "it only answers pages of its own origin");
    const { method, path } = relayPath(request);
    const instance = request.headers.get("x-sfbulk-instance");
    if (instance === null) throw new RelayRefusal(400, 'the request has no header "x-sfbulk-instance"');
    if (!isAllowed(instance)) {
      throw new RelayRefusal(403, `${JSON.stringify(instance.slice(0, 200))} is not among its instances`);
    }
    const headers = relayedHeaders(request.headers);
    const body = method !== "GET" && method !== "DELETE" ? await readRelayBody(request, maxRequestBytes) : undefined;
    const time = AbortSignal.timeout(timeout);
    // What changes something goes on without its page: a close that was begun as the tab was closed must arrive.
    const signal = method !== "GET" ? time : AbortSignal.any([time, request.signal]);
    const init = { method, headers, ...(body === undefined ? {} : { body }), redirect: "manual" as const, signal };
    try {
      return await relayReply(await send(instance + path, init), maxReplyBytes);
    } catch (error) {
      if (time.aborted) throw new RelayRefusal(504, `no reply came within ${timeout} ms`);
      throw new RelayRefusal(502, `no reply came (${nameOf(error)})`);
    }
  };
  return async (request) => {
    try {
      return await relay(request);
    } catch (error) {
      if (error instanceof RelayRefusal) return refuse(error);
      throw error;
    }
  };
}

/** Names a failure by its code only: what else it says may be about the server's own network. */
function nameOf(error: unknown): string {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: { code?: unknown } };
  const known = [code, cause?.code, name].find((one) => typeof one === "string");
  return known ?? "it is not known why";
}
