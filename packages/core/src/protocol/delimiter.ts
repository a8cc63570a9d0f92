/** What stands between the values of a row. */
export type Delimiter = "," | ";" | "\t" | "|" | "^" | "`";

/** All that there are: those that Bulk API 2.0 knows. A comma first, which is what is meant where nothing tells. */
export const delimiters: readonly Delimiter[] = [",", ";", "\t", "|", "^", "`"];
