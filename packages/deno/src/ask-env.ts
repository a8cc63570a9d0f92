import { withCode } from "@sfbulk/core";
import type { DenoRuntime } from "./deno-runtime.ts";

/** A variable: its name, and the one that it had before. */
export type VariableNames = readonly [name: string, oldName: string];

/** Gives the value of a variable; `undefined` also where it may not be read. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * Sees to it that these variables can be read, and no others. Old names are never asked for: they are read where that
 * is permitted already, and a new name is not asked for then.
 *
 * @returns what reads them.
 * @throws Deno.errors.NotCapable with the flag to run with, for all of them at once.
 * @see https://docs.deno.com/runtime/fundamentals/security/#environment-variables
 */
export function askEnv({ env, errors, permissions }: DenoRuntime, variables: readonly VariableNames[]): ReadVariable {
  const isGranted = (variable: string): boolean => permissions.querySync({ name: "env", variable }).state === "granted";
  const read: ReadVariable = (name) => (isGranted(name) ? env.get(name) : undefined);
  for (const [variable, oldName] of variables) {
    if (isGranted(variable) || (read(oldName)?.trim() ?? "") !== "") continue;
    if (permissions.requestSync({ name: "env", variable }).state === "granted") continue;
    const flag = `--allow-env=${variables.map(([name]) => name).join(",")}`;
    throw withCode(
      new errors.NotCapable(`Cannot read ${variable}: Deno has no permission for it; run again with: ${flag}`),
      "MissingPermission",
    );
  }
  return read;
}
