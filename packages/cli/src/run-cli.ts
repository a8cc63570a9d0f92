import { createRequire } from "node:module";
import { parseArguments } from "./program/parse-arguments.ts";
import { refuseSecrets } from "./arguments/refuse-secrets.ts";
import type { CommonValues } from "./arguments/common-options.ts";
import type { ExitCode } from "./exit-code.ts";
import { watchStreams } from "./output/standard-streams.ts";
import { chooseMode, createOutput, type Output } from "./output/output.ts";

/**
 * Runs one command line.
 *
 * @param args - The arguments, without those of Node.js.
 * @returns the exit code. Everything has been printed.
 */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const streams = watchStreams();
  // What the options would say is needed for the complaint that they cannot be read, too.
  let output = createOutput({
    mode: chooseMode({ json: args.includes("--json"), jsonl: args.includes("--jsonl") }),
  });
  let commandName = args[0]?.startsWith("-") === false ? args[0] : "";
  try {
    refuseSecrets(args);
    const call = await parseArguments(args, {
      version: versionLine(),
      write: (text) => process.stdout.write(text),
      width: Math.min(process.stdout.columns ?? 100, 120),
      heading: (text) => output.colors.bold(text),
    });
    if (call === undefined) {
      await streams.flush();
      const failure = streams.outputError();
      if (failure === undefined) return 0;
      const { cannotPrint } = await import("./reporting/cannot-print.ts");
      // Help, and the version: whatever command it is about, none was run.
      throw cannotPrint(failure, { commandName, org: undefined }, true);
    }
    commandName = call.command.name;
    const values: CommonValues = call.values;
    output = createOutput({ mode: chooseMode(values), verbose: values.verbose === true });
    const { runCommand } = await import("./run-command.ts");
    return await runCommand({ ...call, values, output, streams });
  } catch (error) {
    return await report(error, commandName, output);
  }
}

async function report(error: unknown, commandName: string, output: Output): Promise<ExitCode> {
  const { reportError } = await import("./reporting/report-error.ts");
  return reportError(error, { commandName, org: undefined }, output);
}

/** `sfbulk/1.0.0 linux-x64 node-v20.19.0`, as the sf CLI says it. */
function versionLine(): string {
  const { version } = createRequire(import.meta.url)("sfbulk/package.json") as { version: string };
  return `sfbulk/${version} ${process.platform}-${process.arch} node-${process.version}`;
}
