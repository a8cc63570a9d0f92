/**
 * Some records as they were before rows of a batch were sent: plain JSON. It is the values of the org's records, as the REST
 * API gives them.
 */
export interface SnapshotPart {
  readonly version: 1;
  /** The job that the rows were about to be sent to. */
  readonly jobId: string;
  /** The number of the first of them in the source, counted from 1. */
  readonly firstRow: number;
  /** Tells readings of the same rows apart: a batch may be sent a second time. */
  readonly reading: string;
  /** When they were read, by this computer's clock: ISO 8601. */
  readonly at: string;
  /** The API name of the object type. */
  readonly object: string;
  /** The fields that the rows write. */
  readonly fields: readonly string[];
  /** The id of each record, and its values in the order of the fields; `null` for an empty one. */
  readonly records: readonly SnapshotRecord[];
  /** When each of them was changed last before, in the same order, and by whom. */
  readonly stamps: readonly SnapshotStamp[];
}

/** A record of a {@link SnapshotPart}: its id, and its values. */
export type SnapshotRecord = readonly [id: string, ...values: (string | null)[]];

/** When a record of a {@link SnapshotPart} was changed last, as the org says, and the id of the user who did it. */
export type SnapshotStamp = readonly [systemModstamp: string | null, lastModifiedById: string | null];
