import { argumentError } from "../errors/argument-error.ts";

/**
 * Checks a string that must be there, without showing it: it may be a secret.
 *
 * @throws TypeError for anything else, and for an empty one.
 */
export function checkString(name: string, value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use ${name}: expected a string, got ${value === "" ? "an empty one" : value === null ? "null" : typeof value}`,
  );
}
