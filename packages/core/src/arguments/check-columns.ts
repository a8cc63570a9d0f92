import { argumentError } from "../errors/argument-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Checks column names that a caller may have given, and returns them.
 *
 * @throws TypeError for anything but an array of strings, none empty, none twice, and for an empty array.
 */
export function checkColumns(name: string, value: readonly string[] | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const right = Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");
  if (right && value.length > 0 && new Set(value).size === value.length) return value;
  const given = Array.isArray(value) ? `[${value.map(describeValue).join(",")}]` : describeValue(value);
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name} ${given.slice(0, 200)}: expected an array of column names, each once`,
  );
}
