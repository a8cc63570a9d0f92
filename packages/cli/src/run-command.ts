import type { CommonValues } from "./arguments/common-options.ts";
import type { Command } from "./command.ts";
import { connectOrgs } from "./connection/connect-orgs.ts";
import type { Org } from "./connection/org.ts";
import type { ExitCode } from "./exit-code.ts";
import { listenForInterruption } from "./interruption.ts";
import type { Output } from "./output/output.ts";
import { reportError } from "./reporting/report-error.ts";

/** Runs a command with what it was called with, and prints what came of it. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  values: CommonValues,
  output: Output,
): Promise<ExitCode> {
  const interruption = listenForInterruption();
  let orgs: readonly Org[] = [];
  const connectAll = async (): Promise<readonly Org[]> =>
    (orgs = await connectOrgs(values, output, interruption.signal));
  const connect = async (): Promise<Org> => {
    const [org, second] = await connectAll();
    if (org !== undefined && second === undefined) return org;
    const { usageError } = await import("./arguments/usage-error.ts");
    throw usageError(`Cannot use several orgs with "sfbulk ${command.name}": give --target-org once`);
  };
  try {
    const { status, result } = await command.run({ args, values, output, interruption, connect, connectAll });
    output.finish(status, result);
    return status;
  } catch (error) {
    return reportError(error, { commandName: command.name, org: orgs.length === 1 ? orgs[0] : undefined }, output);
  } finally {
    interruption.dispose();
  }
}
