import { type ConformanceSetup, runConformance } from "@sfbulk/emulator/conformance";
import type { CaseColumn } from "./case-column.ts";

/** Runs every case in one way. */
export async function runColumn(way: string, setup: ConformanceSetup): Promise<CaseColumn> {
  const results = await runConformance(setup);
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
