import { usageError } from "../arguments/usage-error.ts";
import { shellWord } from "../arguments/shell-word.ts";
import type { Outcome } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import { isInterrupted } from "../interruption.ts";
import { type CommandError, commandError } from "../output/command-error.ts";
import type { Output } from "../output/output.ts";
import { describeError } from "../reporting/report-error.ts";
import type { LoadCall } from "./load-call.ts";

/**
 * Loads files one after another. The first that stops ends it, and the others are named: what comes after may need what
 * comes before. Of all that is said in lines of JSON meanwhile, each line says which file it is about.
 *
 * @throws what the load of a file throws; after another one was loaded, with 1 in place of 2, and with what was loaded.
 */
export async function loadMany(
  files: readonly string[],
  call: LoadCall,
  load: (file: string, call: LoadCall) => Promise<Outcome>,
): Promise<Outcome> {
  const { values, output } = call;
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw usageError(`Cannot load ${twice} twice`, "Name each file once");
  if (values.resume === true || values.journal !== undefined) {
    throw usageError(
      "Cannot use --resume or --journal with several files",
      "Go on with the one that was interrupted alone",
    );
  }
  const results: unknown[] = [];
  let status: ExitCode = 0;
  for (const [index, file] of files.entries()) {
    output.note(`${file}:`);
    const left = files.slice(index + 1);
    let outcome: Outcome;
    try {
      outcome = await load(file, { ...call, output: outputOf(file, output) });
    } catch (error) {
      if (left.length > 0) output.warn(`Not begun: ${left.map(shellWord).join(" ")}`);
      throw results.length === 0 || isInterrupted(error) ? error : await afterOthers(error, results, call);
    }
    results.push({ file, exitCode: outcome.status, ...(outcome.result as object) });
    // Rows that failed keep nobody from going on.
    const goesOn = outcome.status === 0 || outcome.status === 68;
    if (!goesOn || status === 0) ({ status } = outcome);
    if (goesOn) continue;
    if (left.length > 0) output.warn(`Not begun: ${left.map(shellWord).join(" ")}`);
    break;
  }
  return { status, result: { loads: results } };
}

const outputOf = (file: string, output: Output): Output => ({
  ...output,
  item: (value, text) => output.item({ file, ...value }, text),
  status: (value) => output.status({ file, ...value }),
  row: (value) => output.row({ file, ...value }),
});

/** A call that is wrong ends with 2, which says that nothing was changed: here, something was. */
async function afterOthers(error: unknown, loads: readonly unknown[], call: LoadCall): Promise<CommandError> {
  const place = { commandName: "load", org: await call.connect() };
  const { name, message, exitCode, actions, data } = describeError(error, place, call.output);
  return commandError(name, message, {
    exitCode: exitCode === 2 ? 1 : exitCode,
    actions,
    data: { ...(data as object | undefined), loads },
    cause: error,
  });
}
