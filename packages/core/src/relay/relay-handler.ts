import { checkBoolean } from "../arguments/check-boolean.ts";
import { checkFunction } from "../arguments/check-function.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkWholeNumber } from "../arguments/check-whole-number.ts";
import { type Duration, readTimeout } from "../arguments/read-duration.ts";
import type { FetchAdapter } from "../connection/adapter.ts";
import { argumentError } from "../errors/argument-error.ts";
import { bodyRoom } from "./body-room.ts";
import { instanceMatcher } from "./relay-instances.ts";

/** Options of {@link relayHandler}. */
export interface RelayOptions {
  /**
   * The orgs that may be asked, as origins: `https://acme.my.salesforce.com`, or `https://*.my.salesforce.com` for every
   * host below; `http://127.0.0.1:8787` for an emulator. Name your own orgs where you know them. Default: every
   * `https://*.my.salesforce.com`, and nothing else.
   */
  readonly instances?: readonly string[];
  /**
   * Whether a page may ask which objects and fields the org has, as `checkColumns` and `loadRows` do before they send rows,
   * and what its users are called (`findUsers`).
   * Whoever's session it is sees what that user may see. Default: false.
   */
  readonly describe?: boolean;
  /** How the requests to Salesforce travel. Default: `globalThis.fetch`, or the adapter of the package that gave it. */
  readonly fetch?: FetchAdapter;
  /** How many bytes the body of a request may have, as it comes. Default: 16 MiB; a batch has 10 MB at most. */
  readonly maxRequestBytes?: number;
  /**
   * How many bytes the bodies of all requests that are under way may have together. Each is held whole until Salesforce
   * answers, since a part of a batch must not arrive; one for which no room is left is refused with 429 and `Retry-After`,
   * which a connection sends again. At least `maxRequestBytes`. Default: 256 MiB.
   */
  readonly maxHeldBytes?: number;
  /** How many bytes the body of a reply may have, as it comes. A longer one breaks off. Default: 64 MiB, as in core. */
  readonly maxReplyBytes?: number;
  /**
   * How long Salesforce may take to answer, its whole body included, and before that how long the body of the request may
   * take to come: milliseconds, or a time such as `"90s"`. Default: 120,000.
   */
  readonly timeout?: Duration;
}

/**
 * Makes the handler that a page's `relayAdapter` (of `@sfbulk/browser`) sends through: it passes requests of this API on
 * to the org, since Salesforce rarely answers a page itself. It goes wherever a `(request) => response` goes: Hono,
 * `Deno.serve`, `Bun.serve`, a worker, a route of Next or SvelteKit. Below which path does not matter. `@sfbulk/node` and
 * `@sfbulk/deno` have it too, each with its own adapter.
 *
 * It is no open proxy. It passes on what the operations of `@sfbulk/core` ask, to the allowed instances only, with the
 * headers that the API knows; no cookies in either direction, and no redirects. Requests of other sites' pages are refused. The session goes through, and is neither kept, logged nor shown.
 *
 * Whoever can reach it can use it with a session of their own: put it behind the tool's own sign-in.
 *
 * @returns the handler. It always resolves: with what Salesforce said, or with a refusal in the API's own form, JSON with
 *   the `exceptionCode` `RelayRefused` (status 4xx, nothing was sent) or `RelayFailed` (502 and 504: no reply came).
 * @throws TypeError that names the option.
 * @example
 * ```ts
 * import { relayHandler } from "@sfbulk/core/relay";
 *
 * const relay = relayHandler({ instances: ["https://acme.my.salesforce.com"] });
 * const response = await relay(new Request("https://tool.example/bulk/services/async/68.0/job/7509H0000016GUXQA2"));
 * console.log(response.status); // 400: this request names no instance
 * ```
 */
export function relayHandler(options: RelayOptions = {}): (request: Request) => Promise<Response> {
  checkOptions("options", options, optionNames);
  const isAllowed = instanceMatcher(options.instances);
  const maxRequestBytes = checkWholeNumber("maxRequestBytes", options.maxRequestBytes, 16 * 1024 * 1024, 1);
  const maxHeldBytes = checkWholeNumber(
    "maxHeldBytes",
    options.maxHeldBytes,
    Math.max(256 * 1024 * 1024, maxRequestBytes),
    // Less, and a request that is allowed would never find room.
    maxRequestBytes,
  );
  const maxReplyBytes = checkWholeNumber("maxReplyBytes", options.maxReplyBytes, 64 * 1024 * 1024, 1);
  const timeout = readTimeout("timeout", options.timeout, 120_000);
  const send = checkFunction("fetch", options.fetch) ?? globalThis.fetch;
  if (typeof send !== "function") {
    throw argumentError("NoFetch", "Cannot use fetch: this runtime has none, so the options must bring one");
  }

  const describes = checkBoolean("describe", options.describe, false);
  const rules = { isAllowed, describes, maxRequestBytes, maxReplyBytes, place: bodyRoom(maxHeldBytes), timeout, send };
  return async (request) => {
    // Loaded with the first request: a short process that has this package for something else starts without it.
    const { answerPage } = await import("./answer-page.ts");
    return await answerPage(request, rules);
  };
}

const optionNames = {
  instances: true,
  describe: true,
  fetch: true,
  maxRequestBytes: true,
  maxHeldBytes: true,
  maxReplyBytes: true,
  timeout: true,
} as const;
