/** A row of a mapping spec: where the value of a field comes from. */
interface FieldMapping {
  /** The API name of the field; `Name` also stands for `FirstName` and `LastName` where an object has these. */
  readonly field: string;
  /** The column of the file; empty for none. */
  readonly column: string;
  /** What is taken where the column is missing or empty. */
  readonly value: string;
  /** How the value is to be understood: a Java date pattern, or a regular expression for what is true. */
  readonly hint: string;
}

/** How the columns of a file become the fields of an object. Columns that it does not name are left out. */
export type MappingSpec = readonly FieldMapping[];
