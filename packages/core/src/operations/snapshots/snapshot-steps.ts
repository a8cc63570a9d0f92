// What keeping records takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { checkLoadTarget } from "../preflight/columns/load-target.ts";
export { rowsToKeep } from "./rows-to-keep.ts";
export { checkSnapshotOperation } from "./snapshot-operation.ts";
export { snapshotter } from "./take-snapshot.ts";
