import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Contender, Parameters, Run } from "../measurement.ts";
import type { Cost, Round } from "./comparison.ts";

// Contenders that take turns in one process: what the machine, the engine and others do to one, they do to all.
// `comparison-process.js <measurement> <url> <contender>...`. It answers each message with what its round measured.
const [measurement = "", url = "", ...names] = process.argv.slice(2);
const { contenders } = (await import(`../measurements/${measurement}.js`)) as {
  readonly contenders: Readonly<Record<string, Contender>>;
};
const runs = new Map<string, Run>();
for (const name of names) {
  const contender = contenders[name];
  if (contender === undefined) throw new Error(`There is no contender "${name}" in ${measurement}`);
  runs.set(name, await contender(url));
}

// Not as a global, which contenders would call: a whole collection throws compiled code away as well, and closes are
// three times as slow after it.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options: { readonly type: "minor" }) => void;

/** Does one turn, and gives what it cost: milliseconds of a whole program, or the processor's µs for one of what it did. */
async function costOf(contender: string, parameters: Parameters, cost: Cost): Promise<number> {
  const before = process.cpuUsage();
  const measured = await runs.get(contender)?.(parameters);
  // Whoever leaves garbage pays for its collection, and nobody else.
  collect({ type: "minor" });
  const { user, system } = process.cpuUsage(before);
  const value =
    "measured" in cost ? measured?.[cost.measured] : (user + system) / Number(parameters[cost.processorPer]);
  if (value === undefined || !(value > 0)) throw new Error(`It is not known what a turn of ${contender} cost`);
  return value;
}

/**
 * Gives each contender two turns, there and back, so that who comes after whom does not matter: the mean of both. By a clock
 * it is the shorter one, since other work on the machine only adds.
 */
async function takeRound({ turns, cost }: Round): Promise<Record<string, number>> {
  const costs: Record<string, number> = {};
  for (const [name, parameters] of turns) costs[name] = await costOf(name, parameters, cost);
  for (const [name, parameters] of turns.toReversed()) {
    const [first = 0, second] = [costs[name], await costOf(name, parameters, cost)];
    costs[name] = "measured" in cost ? Math.min(first, second) : (first + second) / 2;
  }
  return costs;
}

process.on("message", (round: Round) => {
  takeRound(round).then(
    (costs) => process.send?.(costs),
    (error: unknown) => {
      // Without an answer the parent fails as well.
      process.stderr.write(`${measurement}: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
