import type { CommonValues } from "./arguments/common-options.ts";
import type { Command, OwnJob } from "./command.ts";
import { connectOrgs } from "./connection/connect-orgs.ts";
import type { Org } from "./connection/org.ts";
import type { ExitCode } from "./exit-code.ts";
import { listenForInterruption } from "./interruption.ts";
import type { Output } from "./output/output.ts";
import { isUnreadError, type StandardStreams } from "./output/standard-streams.ts";
import { cannotPrint } from "./reporting/cannot-print.ts";
import { type ErrorPlace, reportError, reportOnStandardError } from "./reporting/report-error.ts";

/** Runs a command with what it was called with, and prints what came of it. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  values: CommonValues,
  output: Output,
  streams: StandardStreams,
): Promise<ExitCode> {
  const interruption = listenForInterruption();
  let orgs: readonly Org[] = [];
  let ownJob: OwnJob | undefined;
  const connectAll = async (): Promise<readonly Org[]> =>
    (orgs = await connectOrgs(values, output, interruption.signal));
  const connect = async (): Promise<Org> => {
    const [org, second] = await connectAll();
    if (org !== undefined && second === undefined) return org;
    const { usageError } = await import("./arguments/usage-error.ts");
    throw usageError(`Cannot use several orgs with "sfbulk ${command.name}": give --target-org once`);
  };
  const own = (job: OwnJob): void => {
    ownJob = job;
  };
  const place = (): ErrorPlace => ({
    commandName: command.name,
    org: orgs.length === 1 ? orgs[0] : undefined,
    ownJob,
  });
  const onlyPrints = command.onlyPrints?.(values) === true;
  const lost = new Error("Standard output is lost");
  if (onlyPrints) streams.onLost(() => interruption.stop(lost));
  // Where it was for what it prints alone, nothing is left to be told but why it could not be printed.
  const endsWithOutput = (error: unknown): boolean =>
    onlyPrints && (error === lost || (streams.isUnread() && isUnreadError(error)) || error === streams.outputError());
  let code: ExitCode;
  try {
    const { status, result, summary } = await command.run({
      args,
      values,
      output,
      interruption,
      connect,
      connectAll,
      own,
    });
    output.finish(status, result, summary);
    code = status;
  } catch (error) {
    await streams.flush();
    code = endsWithOutput(error) ? 0 : reportError(error, place(), output);
  } finally {
    interruption.dispose();
  }
  await streams.flush();
  const failure = streams.outputError();
  if (failure === undefined) return code;
  const said = reportOnStandardError(cannotPrint(failure, place()), place(), output);
  return code > 128 ? code : said;
}
