import type { FieldValue } from "../state/row.ts";

/** How a field is compared with values. */
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "IN" | "NOT IN";

/** What follows WHERE. */
export type Condition =
  | { readonly kind: "and"; readonly parts: readonly Condition[] }
  | { readonly kind: "or"; readonly parts: readonly Condition[] }
  /** Only `IN` and `NOT IN` have several values. */
  | {
      readonly kind: "comparison";
      readonly field: string;
      readonly comparison: Comparison;
      readonly values: readonly FieldValue[];
    };

/** A field to sort by. */
export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** A statement of the subset of SOQL that the emulator takes, its names as they were written. */
export interface SoqlQuery {
  readonly fields: readonly string[];
  readonly object: string;
  readonly where: Condition | undefined;
  /** What stands between WHERE and what follows it; empty without a WHERE. */
  readonly whereText: string;
  readonly orderBy: readonly SortKey[];
  readonly limit: number | undefined;
}
