import { argumentError } from "@sfbulk/core";

/** @throws TypeError for what is no path of a file. */
export function checkPath(path: unknown): asserts path is string {
  if (typeof path === "string" && path !== "") return;
  throw argumentError(
    "InvalidArgument",
    `Cannot use path: expected the path of a file, got ${path === "" ? "an empty string" : typeof path}`,
  );
}
