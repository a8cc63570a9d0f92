import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";

/** What stands between the values of a row. */
export type Delimiter = "," | ";" | "\t" | "|" | "^" | "`";

/** All that there are: those that Bulk API 2.0 knows. A comma first, which is what is meant where nothing tells. */
export const delimiters: readonly Delimiter[] = [",", ";", "\t", "|", "^", "`"];

/**
 * Checks a delimiter that a caller may have given, and returns it.
 *
 * @throws TypeError for any other value.
 */
export function checkDelimiter(delimiter: Delimiter | undefined): Delimiter | undefined {
  if (delimiter === undefined || delimiters.includes(delimiter)) return delimiter;
  throw argumentError(
    "InvalidArgument",
    `Cannot use delimiter ${describeValue(delimiter)}: expected one of ${delimiters.map((one) => JSON.stringify(one)).join(" ")}`,
  );
}
