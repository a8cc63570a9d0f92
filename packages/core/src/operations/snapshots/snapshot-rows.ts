import { checkId } from "../../arguments/check-id.ts";
import { checkOptions } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { describeValue } from "../../arguments/describe-value.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { Snapshot } from "../../journals/snapshot.ts";
import type { LoadTarget } from "../preflight/columns/load-target.ts";

/** Options of {@link snapshotRows}. */
export interface SnapshotRowsOptions extends CallOptions {
  /** Where the records are kept. */
  readonly snapshot: Snapshot;
  /** The number of the first of the rows in the job, counted from 1. Default: 1. */
  readonly firstRow?: number;
}

/** A job that rows are about to be sent to. */
export interface SnapshotJob extends LoadTarget {
  readonly id: string;
}

/**
 * Keeps the records that the rows of a batch are about to change, so that `undoLoad` can write them back: those fields that
 * the rows write. `loadRows` does so by itself with its option `snapshot`. Send the batch when it has resolved.
 *
 * By `Id` it takes one call for each 2,000 rows, by an external id one for as many as an address has room for: some 400 keys of
 * 20 characters. The object is described with another one.
 *
 * @param job - The job, an `update` or `upsert`, as `createJob` gave it.
 * @param rows - The batch, CSV with commas, JSON or XML as it will be sent.
 * @returns how many records there are: an upsert makes the others.
 * @throws TypeError for bad arguments, columns whose values cannot be kept, and other operations; what reading and keeping throw.
 *   The batch must not be sent then.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_retrieve.htm
 * @example
 * ```ts
 * import { addBatch, createJob, memorySnapshot, snapshotRows } from "@sfbulk/core";
 *
 * const snapshot = memorySnapshot();
 * const job = await createJob(connection, { operation: "upsert", object: "Account", externalIdFieldName: "Ext__c" });
 * const rows = "Ext__c,Name\nA-1,Acme\n";
 * await snapshotRows(connection, { ...job, object: "Account" }, rows, { snapshot });
 * await addBatch(connection, job, rows);
 * ```
 */
export async function snapshotRows(
  connection: Connection,
  job: SnapshotJob,
  rows: string | Uint8Array,
  options: SnapshotRowsOptions,
): Promise<number> {
  const target = checkConnection(connection);
  checkOptions("options", options, { snapshot: true, firstRow: true, signal: true });
  const snapshot = checkSnapshot(options?.snapshot);
  if (snapshot === undefined)
    throw argumentError("InvalidArgument", "Cannot keep rows without a snapshot to keep them in");
  const jobId = checkId(job?.id, "750", "job.id");
  const firstRow = checkWholeNumber("firstRow", options.firstRow, 1, 1);
  if (typeof rows !== "string" && !(rows instanceof Uint8Array)) {
    throw argumentError("InvalidArgument", `Cannot use rows: expected a string or bytes, got ${describeValue(rows)}`);
  }
  // Loaded for who takes snapshots.
  const { checkLoadTarget, checkSnapshotOperation, rowsToKeep, snapshotter } = await import("./snapshot-steps.ts");
  const aim = checkLoadTarget(job);
  checkSnapshotOperation(aim.operation);
  const body = typeof rows === "string" ? new TextEncoder().encode(rows) : rows;
  const contentType = /^\s*[[{<]/.test(new TextDecoder().decode(body.subarray(0, 200))) ? "JSON" : "CSV";
  const named = rowsToKeep(body, contentType, ",", aim.key ?? "id");
  return await snapshotter(target, aim, snapshot, options).take({ jobId, firstRow, ...named });
}

/**
 * Checks the option `snapshot`.
 *
 * @throws TypeError for what is none.
 */
export function checkSnapshot(snapshot: Snapshot | undefined, name = "snapshot"): Snapshot | undefined {
  const { read, append } = (snapshot ?? {}) as Partial<Snapshot>;
  if (snapshot === undefined || (typeof read === "function" && typeof append === "function")) return snapshot;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name}: expected what fileSnapshot or memorySnapshot gives, or an object with read and append, got ${describeValue(snapshot)}`,
  );
}
