/**
 * Salesforce's Bulk API 1.0 for Deno: everything of `@sfbulk/core`, and an adapter and a connection that ask for the
 * exact permission.
 *
 * @example
 * ```ts
 * import { closeJob, denoConnection } from "@sfbulk/deno";
 *
 * const job = await closeJob(denoConnection(), "7509H0000016GUXQA2");
 * console.log(job.state); // "Closed"
 * ```
 *
 * @module
 */
export * from "@sfbulk/core";
export { authorize } from "./authorize.ts";
export { denoAdapter, type DenoAdapter, type DenoAdapterOptions } from "./deno-adapter.ts";
export { denoConnection, type DenoConnectionOptions } from "./deno-connection.ts";
export { fileJournal } from "./file-journal.ts";
export { fileSnapshot } from "./file-snapshot.ts";
export { fileStore } from "./file-store.ts";
export type { RelayOptions } from "@sfbulk/core/relay";
export { relayHandler } from "./relay-handler.ts";
