/**
 * Salesforce's Bulk API 1.0 for Node.js: all of `@sfbulk/core`, and a connection pool, proxies, certificates, and the
 * session of the `sf` CLI.
 *
 * @module
 */
export * from "@sfbulk/core";
export { authorize } from "./authorize.ts";
export type { ConnectionOverrides } from "./connection-overrides.ts";
export { envConnection, type EnvConnectionOptions } from "./env-connection.ts";
export { fileJournal } from "./file-journal.ts";
export { fileSnapshot } from "./file-snapshot.ts";
export { fileStore } from "./file-store.ts";
export { nodeAdapter, type NodeAdapter, type NodeAdapterOptions } from "./adapter/node-adapter.ts";
export type { RelayOptions } from "@sfbulk/core/relay";
export { relayHandler } from "./relay-handler.ts";
export { sfConnection, type SfConnectionOptions } from "./sf/sf-connection.ts";
export { zlibCompress } from "./adapter/zlib-compress.ts";
export { zlibCompressChunks } from "./adapter/zlib-compress-chunks.ts";
export { zlibDecompress } from "./adapter/zlib-decompress.ts";
