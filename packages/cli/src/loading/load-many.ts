import { usageError } from "../arguments/usage-error.ts";
import { shellWord } from "../arguments/shell-word.ts";
import type { Outcome } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import type { LoadCall } from "./load-call.ts";

/** The worst comes last. */
const worse: readonly ExitCode[] = [0, 68, 65, 1];

/**
 * Loads files one after another. The first that stops ends it, and the others are named: what comes after may need what
 * comes before.
 */
export async function loadMany(
  files: readonly string[],
  { values, output }: LoadCall,
  load: (file: string) => Promise<Outcome>,
): Promise<Outcome> {
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
      outcome = await load(file);
    } catch (error) {
      if (left.length > 0) output.warn(`Not begun: ${left.map(shellWord).join(" ")}`);
      throw error;
    }
    results.push({ file, exitCode: outcome.status, ...(outcome.result as object) });
    if (worse.indexOf(outcome.status) > worse.indexOf(status)) ({ status } = outcome);
    if (outcome.status !== 0 && outcome.status !== 68 && left.length > 0) {
      output.warn(`Not begun: ${left.map(shellWord).join(" ")}`);
      break;
    }
  }
  return { status, result: { loads: results } };
}
