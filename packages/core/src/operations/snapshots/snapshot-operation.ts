import { argumentError } from "../../errors/argument-error.ts";

/** Sees that an operation changes records that are there, and that they can be written back. @throws TypeError */
export function checkSnapshotOperation(operation: string): void {
  if (operation === "update" || operation === "upsert") return;
  throw argumentError(
    "ConflictingOptions",
    operation === "hardDelete"
      ? "Cannot use snapshot with operation hardDelete: what it deletes is gone for good, and nothing could take it back"
      : `Cannot use snapshot with operation ${operation}: what it does is taken back by the ids in its results, and needs none`,
  );
}
