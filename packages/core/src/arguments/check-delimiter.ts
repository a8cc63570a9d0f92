import { describeValue } from "./describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";

import { type Delimiter, delimiters } from "../protocol/delimiter.ts";

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
