/**
 * The server's half of `relayAdapter` of `@sfbulk/browser`: needs `fetch` and nothing of any runtime.
 *
 * @module
 */
export { relayHandler, type RelayOptions } from "./relay-handler.ts";
