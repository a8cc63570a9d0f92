import type { Operation } from "./job-info.ts";

/** What a job does with the records that it is given; a query is the other thing that a job may do. */
export type LoadOperation = "insert" | "update" | "upsert" | "delete" | "hardDelete";

/** Every {@link LoadOperation}. */
export const loadOperations: readonly LoadOperation[] = ["insert", "update", "upsert", "delete", "hardDelete"];

/** The operations that API version 68.0 brought, for jobs of Bulk API 2.0 alone; they may be for no object. */
export interface DataSetOperation {
  /** With `refresh`, each job replaces the whole set that the one before loaded. */
  readonly operation: "refresh" | "consentImport";
  readonly externalIdFieldName?: never;
}

/** The operations of {@link DataSetOperation}. */
export const dataSetOperations: readonly string[] = ["refresh", "consentImport"];

/**
 * What a job is to do: an upsert, of which the key must be said, or something else of `Known`. Of an operation that is known
 * when the program runs only, the key must be said too, if only as `undefined`: it is checked then.
 */
export type KeyedOperation<Known extends string> =
  | {
      /** What to do with the records. */
      readonly operation: "upsert";
      /** The field that tells which record to update. Required for `upsert`, where it may be `Id`. */
      readonly externalIdFieldName: string;
    }
  | {
      readonly operation: Exclude<Known, "upsert">;
      readonly externalIdFieldName?: string;
    }
  | {
      readonly operation: Operation;
      readonly externalIdFieldName: string | undefined;
    };
