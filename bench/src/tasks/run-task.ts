import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { sfEnvironment } from "../../../tools/fetch-sf.mjs";
import { accessToken, scriptOf } from "./contenders.ts";
import { type ProgramRun, runProgram } from "./run-program.ts";
import type { TasksServer } from "./start-tasks-server.ts";
import type { Place, TaskContender } from "./task-lines.ts";
import { sumOf } from "./task-rows.ts";

/** What one turn measured. */
export interface TaskRun {
  readonly seconds: number;
  readonly processor: number;
  readonly memory: number;
  readonly growth: number;
  readonly calls: number;
}

/** Where and in what a turn is taken. */
export interface TaskSetting {
  readonly node: string;
  readonly server: TasksServer;
  readonly place: Place;
}

/** Runs the commands of a contender, one after another, in a folder of their own. */
export async function runCommands(
  { name }: TaskContender,
  commands: readonly (readonly string[])[],
  { node, server, place }: TaskSetting,
  kill?: Promise<unknown>,
): Promise<readonly ProgramRun[]> {
  const script = await scriptOf(name);
  const cwd = `${place.folder}/work`;
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd);
  const env = {
    ...sfEnvironment(`${place.folder}/home`),
    SF_ORG_INSTANCE_URL: server.url,
    SF_ACCESS_TOKEN: accessToken,
  };
  const runs: ProgramRun[] = [];
  for (const words of commands) {
    const how = kill === undefined ? { cwd, env } : { cwd, env, kill };
    runs.push(await runProgram(node, [script, ...words], how));
  }
  return runs;
}

/**
 * Takes one turn, and sees that what was to be done has been done.
 *
 * @throws Error where it has not.
 */
export async function runTask(
  contender: TaskContender,
  outcome: { readonly rows?: number; readonly lines?: number },
  setting: TaskSetting,
  open: number,
): Promise<TaskRun> {
  const { server, place } = setting;
  await server.renew(open);
  const before = outputs(place);
  for (const old of before) rmSync(old, { force: true });
  const runs = await runCommands(contender, contender.commands(place), setting);
  const failed = runs.find(({ code }) => code !== 0 && code !== 68);
  const { calls, rows, sum, open: left } = await server.count();
  const what = `${contender.name} ${contender.commands(place)[0]?.[0] ?? ""}`;
  if (failed !== undefined) throw new Error(`${what} ended with ${failed.code}: ${failed.output}`);
  const unchecked = runs.find(({ output }) => output.includes("were not checked"));
  if (unchecked !== undefined) throw new Error(`${what} did less than it would: ${unchecked.output}`);
  if (left > 0) throw new Error(`${what} left ${left} jobs open`);
  const expected = outcome.rows === undefined ? undefined : sumOf(outcome.rows);
  if (expected !== undefined && (expected.rows !== rows || expected.sum !== sum)) {
    throw new Error(`${what} brought ${rows} rows of ${expected.rows}, or not each of them once`);
  }
  if (outcome.lines !== undefined) {
    const lines = await Promise.all(outputs(place).map(countLines));
    // With its header or without.
    if (!lines.some((found) => found === outcome.lines || found === (outcome.lines ?? 0) + 1)) {
      throw new Error(`${what} wrote ${lines.join(", ")} lines and not ${outcome.lines}`);
    }
  }
  const most = (of: (run: ProgramRun) => number): number => Math.max(...runs.map(of));
  const total = (of: (run: ProgramRun) => number): number => runs.reduce((sum_, run) => sum_ + of(run), 0);
  return {
    seconds: total(({ seconds }) => seconds),
    processor: total(({ processor }) => processor),
    memory: most(({ memory }) => memory),
    growth: most(({ growth }) => growth),
    calls,
  };
}

/** The files that a turn may have written. */
function outputs({ folder }: Place): string[] {
  const here = [`${folder}/out.csv`, ...namesIn(folder), ...namesIn(`${folder}/work`)];
  return here.filter((path) => existsSync(path));
}

const namesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /-(?:success|failed|unprocessed)-records\.csv$|-load\.json$/.test(name))
        .map((name) => `${folder}/${name}`)
    : [];

/** Counts lines by their ends: no value here has one. */
async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, at + 1)) lines++;
  }
  return lines;
}
