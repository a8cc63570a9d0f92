/** A value of a row as it arrived: `null` empties the field, and an absent one leaves it alone. */
export type FieldValue = string | number | boolean | null;

/** A row of a batch by field names, `Name` or, through a relationship, `ReportsTo.Email`. */
export type Row = ReadonlyMap<string, FieldValue>;
