import type { SnapshotPart } from "../protocol/snapshot-part.ts";

/**
 * Keeps the records of a load as they were before it, so that `undoLoad` can write them back. It is your data: `fileSnapshot`
 * (Node.js, Deno) keeps it in a file for its owner alone; `lineSnapshot` makes one of whatever has bytes, such as a file that
 * the user of a page has chosen.
 */
export interface Snapshot {
  /** Gives all parts, in the order in which they were kept; none where there is nothing yet. */
  readonly read: () => Promise<readonly SnapshotPart[]>;
  /** Keeps a part, and resolves when it is kept for good. The rows that it is about are sent only then. */
  readonly append: (part: SnapshotPart) => Promise<void>;
}
