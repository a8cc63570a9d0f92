import { relayHandler as coreHandler, type RelayOptions } from "@sfbulk/core/relay";
import { denoAdapter } from "./deno-adapter.ts";

/**
 * Makes the relay handler of `@sfbulk/core/relay`, for `Deno.serve`: its requests go through a `denoAdapter()` of its own
 * where `options.fetch` names no other.
 *
 * @returns the handler.
 * @throws TypeError that names the option, and on every runtime but Deno where `options.fetch` is missing.
 * @example
 * ```ts
 * import { relayHandler } from "@sfbulk/deno";
 *
 * const relay = relayHandler({ instances: ["https://acme.my.salesforce.com"] });
 * const response = await relay(new Request("https://tool.example/bulk/services/async/68.0/job/7509H0000016GUXQA2"));
 * console.log(response.status); // 400: this request names no instance
 * ```
 */
export const relayHandler = (options: RelayOptions = {}): ((request: Request) => Promise<Response>) =>
  // What is no object is for the handler to refuse.
  coreHandler(
    typeof options === "object" && options !== null ? { ...options, fetch: options.fetch ?? denoAdapter() } : options,
  );
