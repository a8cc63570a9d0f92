import { argumentError } from "@sfbulk/core";

/** A program and its arguments, as `execFile` takes them. */
export interface Command {
  readonly file: string;
  readonly parameters: readonly string[];
  /** True where the parameters are quoted already. */
  readonly verbatim: boolean;
}

/**
 * Says how the sf CLI is started. It is a program everywhere but on Windows, where npm makes it an `sf.cmd`, which only
 * a shell can run.
 *
 * @throws TypeError on Windows, for a parameter that the shell could understand as something else.
 */
export function sfCommand(parameters: readonly string[], platform: string = process.platform): Command {
  if (platform !== "win32") return { file: "sf", parameters, verbatim: false };
  const unsafe = parameters.find((parameter) => !/^[\w.@+-]+$/.test(parameter));
  if (unsafe !== undefined) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use targetOrg ${JSON.stringify(unsafe)}: expected letters, digits and . _ @ + - only, since it goes through a shell on Windows`,
    );
  }
  const shell = process.env["ComSpec"] ?? "cmd.exe";
  return { file: shell, parameters: ["/d", "/s", "/c", `"sf ${parameters.join(" ")}"`], verbatim: true };
}
