import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { runProcess } from "./run-process.ts";
import type { Runtime } from "./runtime.ts";

const execute = promisify(execFile);

/**
 * Makes a runtime of a program that takes a file.
 *
 * @param find - Gives the program and what goes before everything else; `options` go before the file only.
 */
export const commandRuntime = (
  name: string,
  engine: Runtime["engine"],
  conditions: readonly string[],
  find: () => Promise<readonly [string, ...string[]]>,
  { options = [], resends = false }: { readonly options?: readonly string[]; readonly resends?: boolean } = {},
): Runtime => ({
  name,
  engine,
  resends,
  host: { wrapping: "process", conditions },
  start: async () => {
    const [program, ...parameters] = await find();
    const { stdout } = await execute(program, [...parameters, "--version"]);
    return {
      version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim(),
      run: async (file, argument) => await runProcess([program, ...parameters, ...options], file, argument),
      close: async () => {},
    };
  },
});
