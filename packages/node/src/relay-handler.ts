import { relayHandler as coreHandler, type RelayOptions } from "@sfbulk/core/relay";
import { nodeAdapter } from "./adapter/node-adapter.ts";

/**
 * Makes the relay handler of `@sfbulk/core/relay`, whose requests go through a `nodeAdapter()` of its own where
 * `options.fetch` names no other.
 *
 * @returns the handler, for whatever takes a `(request) => response`.
 * @throws TypeError that names the option.
 * @example
 * ```ts
 * import { relayHandler } from "@sfbulk/node";
 *
 * const relay = relayHandler({ instances: ["https://acme.my.salesforce.com"] });
 * const response = await relay(new Request("https://tool.example/bulk/services/async/68.0/job/7509H0000016GUXQA2"));
 * console.log(response.status); // 400: this request names no instance
 * ```
 */
export const relayHandler = (options: RelayOptions = {}): ((request: Request) => Promise<Response>) =>
  // What is no object is for the handler to refuse.
  coreHandler(
    typeof options === "object" && options !== null ? { ...options, fetch: options.fetch ?? nodeAdapter() } : options,
  );
