import { conformanceCases, type ConformanceSetup, runConformance } from "@sfbulk/emulator/conformance";
import type { CaseColumn } from "./case-column.ts";

/**
 * Runs cases in one way.
 *
 * @param names - Those to run. Default: all of them.
 * @throws Error where there is none of a name.
 */
export async function runColumn(way: string, setup: ConformanceSetup, names?: readonly string[]): Promise<CaseColumn> {
  const cases = names?.map((name) => {
    const found = conformanceCases.find((one) => one.name === name);
    if (found === undefined) throw new Error(`Cannot run a case: there is no ${JSON.stringify(name)}`);
    return found;
  });
  const results = await runConformance({ ...setup, ...(cases === undefined ? {} : { cases }) });
  return {
    way,
    outcomes: results.map(({ name, error, milliseconds }) => ({
      name,
      ...(error === undefined ? {} : { error: describe(error) }),
      milliseconds,
    })),
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Not every runtime puts the message into the stack.
  const { message, stack = "" } = error;
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}
