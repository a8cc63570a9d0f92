/**
 * What may be wrong with the columns of a load:
 *
 * - `UnknownObject`: there is no such object type, or this user may not see it.
 * - `NoPermission`: this user may not do it with records of that type.
 * - `UnknownColumn`: no field has that name, or this user may not see it.
 * - `DuplicateColumn`: another column is the same field.
 * - `NotWritable`: the field cannot be written by this operation, or not by this user.
 * - `NotAnExternalId`: records cannot be named by this field.
 * - `MissingType`: the relationship leads to several object types, and the column does not say to which.
 * - `MissingId`: rows do not say which records they are for.
 * - `MissingKey`: the key of the upsert is not among the columns.
 * - `MissingRequired`: a field that new records need is not among the columns.
 * - `OnlyId`: a delete takes the column `Id` alone.
 * - `NotChecked`: it could not be found out.
 */
export type ColumnFindingKind =
  | "UnknownObject"
  | "NoPermission"
  | "UnknownColumn"
  | "DuplicateColumn"
  | "NotWritable"
  | "NotAnExternalId"
  | "MissingType"
  | "MissingId"
  | "MissingKey"
  | "MissingRequired"
  | "OnlyId"
  | "NotChecked";

/** Something that is wrong with the columns of a load, or may be. */
export interface ColumnFinding {
  /** The column as it was given, or the field that has none; `null` where it is about the object. */
  readonly column: string | null;
  readonly kind: ColumnFindingKind;
  /** `error`: no row can go in so. `warning`: some rows may not, or it is not certain. */
  readonly severity: "error" | "warning";
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** The name to write in its place. */
  readonly suggestion?: string;
}
