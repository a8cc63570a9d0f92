/**
 * What may be wrong with values:
 *
 * - `ForeignId`: the id is one of another object type: what a row names is not what the load is for.
 * - `ForeignReference`: the id is none of the object types that the field may lead to.
 * - `MalformedId`: it is no id of 15 or 18 characters.
 * - `WrongChecksum`: the last three of 18 characters do not fit the others, or their case.
 * - `MissingValue`: it is empty, or empties what must not be empty.
 * - `NotInPicklist`: the picklist takes its own values alone.
 * - `InvalidDate`, `InvalidDateTime`, `InvalidTime`, `InvalidNumber`, `InvalidBoolean`, `InvalidEmail`: Salesforce cannot read it.
 * - `OutOfRange`: the field does not take so large a number, or so early or late a date.
 * - `TooManyDecimals`: the field has fewer digits after the point.
 * - `TooLong`: the field takes fewer characters.
 */
export type ValueFindingKind =
  | "ForeignId"
  | "ForeignReference"
  | "MalformedId"
  | "WrongChecksum"
  | "MissingValue"
  | "NotInPicklist"
  | "InvalidDate"
  | "InvalidDateTime"
  | "InvalidTime"
  | "InvalidNumber"
  | "InvalidBoolean"
  | "InvalidEmail"
  | "OutOfRange"
  | "TooManyDecimals"
  | "TooLong";

/** Where a value is that something is wrong with. */
export interface ValueExample {
  /** The line that was told of its row. */
  readonly line: number;
  /** The value; of a long one, how it begins. */
  readonly value: string;
}

/** Something that is wrong with values of one column. */
export interface ValueFinding {
  /** The column as it was given. */
  readonly column: string;
  readonly kind: ValueFindingKind;
  /** `error`: the rows may change or delete what the load is not for. `warning`: Salesforce will refuse these rows, or round them. */
  readonly severity: "error" | "warning";
  /** What is wrong, in a sentence, with the first of the values. */
  readonly message: string;
  /** How many values it is wrong with. */
  readonly count: number;
  /** The first of them. */
  readonly examples: readonly ValueExample[];
  /** How the first of them is written right, where that is certain. */
  readonly suggestion?: string;
}
