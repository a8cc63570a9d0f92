import { argumentError } from "../errors/argument-error.ts";

/** The API version that is used where a connection names none: the newest, of Winter '27. */
export const defaultVersion = "68.0";

/**
 * Brings an API version into the form that the Bulk API's URLs take, `68.0`.
 *
 * @param version - `68`, `"68"`, `"68.0"` or `"v68.0"`.
 * @param name - What the caller calls it, for the error. Default: `version`.
 * @throws TypeError for anything else, and for versions before 31.0, which Salesforce has retired.
 * @see https://developer.salesforce.com/docs/platform/api/guide/api-eol.html
 * @example
 * ```ts
 * import { normaliseVersion } from "@sfbulk/core";
 *
 * console.log(normaliseVersion(68)); // 68.0
 * ```
 */
export function normaliseVersion(version: string | number, name: string = "version"): string {
  if (version === defaultVersion) return version;
  const parts = /^v?(\d{1,3})(?:\.0)?$/.exec(String(version).trim());
  if (parts === null) {
    throw argumentError("InvalidVersion", `Cannot use ${name} ${quote(version)}: expected a version such as "68.0"`);
  }
  const number = Number(parts[1]);
  if (number < 31) {
    throw argumentError(
      "InvalidVersion",
      `Cannot use ${name} ${quote(version)}: Salesforce retired the versions before 31.0 in Summer '25`,
    );
  }
  return `${number}.0`;
}

const quote = (value: string | number): string => JSON.stringify(String(value).slice(0, 40));
