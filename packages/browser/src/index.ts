/**
 * Salesforce's Bulk API 1.0 in pages, workers and extensions: all of `@sfbulk/core`, and what only a browser can do.
 *
 * @module
 */
export * from "@sfbulk/core";
export { authorize, type AuthorizeOptions, type WebAuthFlow } from "./authorize.ts";
export { browserAdapter } from "./browser-adapter.ts";
export { browserJournal } from "./browser-journal.ts";
export { browserStore, type BrowserStoreOptions, type StorageArea } from "./browser-store.ts";
export { closeOnPageHide } from "./close-on-page-hide.ts";
export type { CookieReader } from "./cookie-reader.ts";
export { extensionConnection, type ExtensionConnectionOptions } from "./extension-connection.ts";
export { relayAdapter } from "./relay-adapter.ts";
