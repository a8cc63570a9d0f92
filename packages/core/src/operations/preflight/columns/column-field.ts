import type { FieldDescription } from "../../../protocol/object-description.ts";

/** The field that a column is for, and what its values must be. */
export interface ColumnField {
  /** The column as it was given. */
  readonly column: string;
  /** The object type whose field it is: for `Account.ExternalId__c`, `Account`. */
  readonly object: string;
  readonly field: FieldDescription;
  /** What the values say: which record a row is for, or what is in it. */
  readonly role: "record" | "value";
  /** Whether a row without a value is refused. */
  readonly mustBeFilled: boolean;
  /** Whether a row that empties the field, `#N/A`, is refused. */
  readonly mustStayFilled: boolean;
  /** How the ids in it may begin; `undefined` where they are none, or it is not known. */
  readonly keyPrefixes?: readonly string[];
}
