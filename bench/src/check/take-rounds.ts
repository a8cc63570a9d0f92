import { startProcess } from "../start-process.ts";
import type { Comparison, ForEachNode, Round } from "./comparison.ts";
import { type Costs, decide, type Found } from "./decide.ts";

/**
 * Makes a comparison in a process of its own.
 *
 * @param node - The program that it runs in.
 * @param major - Which Node.js that is, and so which bounds are meant.
 */
export async function takeRounds(
  comparison: Comparison,
  node: string,
  major: keyof ForEachNode,
): Promise<readonly Found[]> {
  const { measurement, turns, cost, start } = comparison;
  const server = await start?.();
  const contenders = await startProcess(
    "check/comparison-process.js",
    [measurement, server?.url ?? "", ...Object.keys(turns)],
    { execPath: node, execArgv: [] },
  );
  const round: Round = { turns: Object.entries(turns), cost };
  const found = await decide(comparison, major, async () => (await contenders.ask(round)) as Costs);
  await contenders.stop();
  await server?.stop();
  return found;
}
