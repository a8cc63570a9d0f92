import type { FieldValue } from "../../state/row.ts";

/** How a field is compared with values. */
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "IN" | "NOT IN";

/** A value as it stands in a statement. */
export type Literal =
  | { readonly kind: "value"; readonly value: string | number | boolean | null; readonly at: number }
  /** `2026-02-12`, or with a time. */
  | { readonly kind: "date" | "datetime"; readonly value: string; readonly at: number }
  /** A word such as `TODAY`, or `LAST_N_DAYS` with its number. */
  | { readonly kind: "range"; readonly word: string; readonly count: number; readonly at: number };

/** Times from the first up to the second, which is none of them; milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** A comparison as it was written. */
export interface WrittenComparison {
  readonly kind: "comparison";
  readonly field: Name;
  readonly comparison: Comparison;
  /** Only `IN` and `NOT IN` have several. */
  readonly values: readonly Literal[];
}

/** What follows WHERE, as it was written. */
export type WrittenCondition =
  | { readonly kind: "and"; readonly parts: readonly WrittenCondition[] }
  | { readonly kind: "or"; readonly parts: readonly WrittenCondition[] }
  | { readonly kind: "not"; readonly parts: readonly [WrittenCondition] }
  | WrittenComparison;

/** What a record must be like. The fields have their API names. */
export type Condition =
  | { readonly kind: "and"; readonly parts: readonly Condition[] }
  | { readonly kind: "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly parts: readonly [Condition] }
  | {
      readonly kind: "comparison";
      readonly field: string;
      /** The function of the field that is compared. */
      readonly call?: string | undefined;
      /** Which type is compared. */
      readonly type: string;
      readonly comparison: Comparison;
      readonly values: readonly (FieldValue | TimeRange)[];
    };

/** The name of a field or an object, and where in the statement it stands. */
export interface Name {
  readonly name: string;
  readonly at: number;
  /** The function whose argument the field is, in upper case. */
  readonly call?: string;
}

/** Something to be selected. */
export interface Selected extends Name {
  /** The name that its value has in the answer. */
  readonly alias?: string;
}

/** A field to sort by. */
export interface SortKey<Field = Name> {
  readonly field: Field;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** A statement of the subset of SOQL that the emulator takes, its names as they were written. */
export interface SoqlQuery {
  /** The statement. */
  readonly text: string;
  /** None where only the number of records is asked for, `COUNT()`. */
  readonly fields: readonly Selected[];
  readonly object: Name;
  /** What stands between FROM and what follows it. */
  readonly fromText: string;
  readonly where: WrittenCondition | undefined;
  /** What stands between WHERE and what follows it; empty without a WHERE. */
  readonly whereText: string;
  readonly groupBy: readonly Name[];
  /** What a group must be like. */
  readonly having: WrittenCondition | undefined;
  /** Whether groups are asked for, one of all records among them, and no records. */
  readonly isGrouped: boolean;
  readonly orderBy: readonly SortKey[];
  readonly limit: number | undefined;
  /** How many records are left out at the beginning. */
  readonly offset: number | undefined;
}
