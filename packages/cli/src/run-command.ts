import type { CommonValues } from "./arguments/common-options.ts";
import type { Command, OwnJob } from "./command.ts";
import { connectOrgs, type FindSession } from "./connection/connect-orgs.ts";
import type { Org } from "./connection/org.ts";
import type { ExitCode } from "./exit-code.ts";
import { type Interruption, listenForInterruption } from "./interruption.ts";
import type { Output } from "./output/output.ts";
import { isUnreadError, type StandardStreams } from "./output/standard-streams.ts";
import { cannotPrint } from "./reporting/cannot-print.ts";
import { type ErrorPlace, reportError, reportOnStandardError } from "./reporting/report-error.ts";

/** What {@link runCommand} runs, and with what. */
export interface CommandRun {
  readonly command: Command;
  readonly args: readonly string[];
  readonly values: CommonValues;
  readonly output: Output;
  readonly streams: StandardStreams;
  /** Knows the orgs. Default: as `connectOrgs` says. */
  readonly findSession?: FindSession;
}

/** Runs a command with what it was called with, and prints what came of it. */
export async function runCommand(run: CommandRun): Promise<ExitCode> {
  const { command, args, values, output, streams, findSession } = run;
  const listening = listenForInterruption();
  const interruption: Interruption = {
    ...listening,
    partWith: (words) => listening.partWith(words === undefined ? undefined : () => output.words(words())),
  };
  let orgs: readonly Org[] = [];
  let ownJob: OwnJob | undefined;
  const connectAll = async (): Promise<readonly Org[]> =>
    (orgs = await connectOrgs(values, output, interruption.signal, findSession));
  const connect = async (): Promise<Org> => {
    const [org] = new Set(values.targetOrg).size > 1 ? [] : await connectAll();
    if (org !== undefined) return org;
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
  let thrown: { readonly error: unknown } | undefined;
  try {
    if (values.json === true && values.jsonl === true) {
      const { usageError } = await import("./arguments/usage-error.ts");
      throw usageError("Cannot use --json together with --jsonl: one is a document, the other a line for each thing");
    }
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
    thrown = endsWithOutput(error) ? undefined : { error };
    code = thrown === undefined ? 0 : reportError(error, place(), output);
  } finally {
    interruption.dispose();
  }
  await streams.flush();
  const failure = streams.outputError();
  if (failure === undefined) return code;
  if (thrown !== undefined) {
    // It says all. As a document it was for standard output, and is lost.
    if (output.mode !== "text") reportOnStandardError(thrown.error, place(), output);
    return code;
  }
  const said = reportOnStandardError(cannotPrint(failure, place(), onlyPrints), place(), output);
  return code > 128 ? code : said;
}
