import { isOurs, isTheirs } from "./contenders.ts";
import { runTask, type TaskRun } from "./run-task.ts";
import { startTasksServer } from "./start-tasks-server.ts";
import type { Amounts, Distance, Place, TaskContender, TaskLine } from "./task-lines.ts";

/** What the turns of one contender measured, at one distance. */
export interface LineTurns {
  readonly contender: TaskContender;
  readonly distance: Distance;
  readonly turns: readonly TaskRun[];
}

/** The name of a contender in the table: `@sfbulk/node, 2.0`. */
export const titleOf = ({ name, how }: TaskContender): string => (how === undefined ? name : `${name}, ${how}`);

/** Lets the contenders of a task take turns, at each of its distances, against a server of their own. */
export async function measureLine(
  line: TaskLine,
  amounts: Amounts,
  place: Place,
  { node, turns, say }: { readonly node: string; readonly turns: number; readonly say: (text: string) => unknown },
): Promise<readonly LineTurns[]> {
  const found: LineTurns[] = [];
  for (const distance of line.distances) {
    const server = await startTasksServer(distance.latency, distance.rate, amounts);
    try {
      const measured = line.contenders.map((contender) => ({ contender, distance, turns: [] as TaskRun[] }));
      for (let turn = 0; turn < turns; turn++) {
        // Every other turn backwards: who comes after whom must not matter.
        for (const one of turn % 2 === 0 ? measured : measured.toReversed()) {
          const outcome = line.outcome(amounts, place);
          const run = await runTask(one.contender, outcome, { node, server, place }, line.open ?? 0);
          one.turns.push(run);
          const { seconds, processor, memory, calls } = run;
          say(
            `  ${line.name}, ${distance.latency} ms: ${titleOf(one.contender)}: ${seconds.toFixed(2)} s, processor ${processor.toFixed(2)} s, ${memory.toFixed(0)} MB, ${calls} calls`,
          );
        }
      }
      found.push(...measured);
    } finally {
      await server.stop();
    }
  }
  return found;
}

/** Splits what was measured into ours and theirs. */
export const bySide = (turns: readonly LineTurns[]): { readonly ours: LineTurns[]; readonly theirs: LineTurns[] } => ({
  ours: turns.filter(({ contender }) => isOurs(contender.name)),
  theirs: turns.filter(({ contender }) => isTheirs(contender.name)),
});
