import type { Parameters } from "./measurement.ts";
import { startProcess } from "./start-process.ts";

/** What a contender's turns measured, a list for each quantity. */
export type Measured = Readonly<Record<string, readonly number[]>>;

/** How turns are taken. */
export interface Turns {
  /** The address of the measurement's module, which exports its `contenders`. */
  readonly module: string;
  readonly names: readonly string[];
  /** The server's address. */
  readonly url: string;
  /** What each turn is told. One with `warmUp: 1` is not counted. */
  readonly rounds: readonly Parameters[];
  /** The Node.js that they run in. Default: this one. */
  readonly node?: string;
  /** Options of node. */
  readonly execArgv?: readonly string[];
}

/**
 * Lets contenders take turns, one at a time and each in its own process, so that what else the machine does falls on
 * all of them alike.
 */
export async function alternate(turns: Turns): Promise<Map<string, Measured>> {
  const { module, names, url, rounds, node = process.execPath, execArgv = [] } = turns;
  const running = await Promise.all(
    names.map(async (name) => ({
      name,
      process: await startProcess("contender-process.js", [module, name, url], {
        execPath: node,
        execArgv: [...execArgv],
      }),
      measured: {} as Record<string, number[]>,
    })),
  );
  for (const [index, parameters] of rounds.entries()) {
    // Every other round backwards: who comes after whom must not matter.
    for (const { process, measured } of index % 2 === 0 ? running : running.toReversed()) {
      const answer = (await process.ask(parameters)) as Record<string, number>;
      if (parameters["warmUp"] === 1) continue;
      for (const [quantity, value] of Object.entries(answer)) (measured[quantity] ??= []).push(value);
    }
  }
  await Promise.all(running.map(async ({ process }) => await process.stop()));
  return new Map(running.map(({ name, measured }) => [name, measured]));
}

/** Gives the same turn so many times, after a warm-up. */
export const repeat = (times: number, parameters: Parameters): Parameters[] => [
  { ...parameters, warmUp: 1 },
  ...Array.from({ length: times }, () => parameters),
];
