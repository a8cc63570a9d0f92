import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { accessToken, type ContenderName, isOurs } from "./contenders.ts";
import { runCommands } from "./run-task.ts";
import { startTasksServer, type TasksServer } from "./start-tasks-server.ts";
import type { Amounts, Place } from "./task-lines.ts";
import { sumOf } from "./task-rows.ts";

/** What a load that was killed left behind, and what became of it. */
export interface KilledLoad {
  readonly name: string;
  /** What was done then. */
  readonly again: string;
  /** Rows written when it was killed, and jobs that were open. */
  readonly rows: number;
  readonly open: number;
  /** The time from there until the end of what was done then, in seconds. */
  readonly seconds: number;
  /** Rows written in the end, and how many of the loads' rows each are there once. */
  readonly rowsAfter: number;
  readonly isExact: boolean;
  readonly openAfter: number;
}

interface Killed {
  readonly name: ContenderName;
  readonly how?: string;
  readonly first: (place: Place) => readonly string[];
  readonly again: (place: Place) => readonly string[];
  readonly said: string;
}

const batch = "1000";
const target = ["--target-org", accessToken];
const load = ({ file }: Place): string[] => [
  "load",
  file.whole,
  "-s",
  "Account",
  "--operation",
  "insert",
  "--batch-size",
  batch,
];
const journal = ({ folder }: Place): string => `${folder}/load.journal`;
const ours = ({ file, folder }: Place): string[] => ["killed", file.whole, journal({ file, folder, row: "" }), batch];
const theirs = ({ file }: Place): string[] => ["killed", file.whole, "", batch];
const sfLoad = ({ file }: Place): string[] => [
  "data",
  "import",
  "bulk",
  "--file",
  file.whole,
  "--sobject",
  "Account",
  "--wait",
  "60",
  ...target,
];

const killed: readonly Killed[] = [
  { name: "@sfbulk/node", first: ours, again: ours, said: "the same call, with its journal" },
  {
    name: "sfbulk",
    first: (place) => load(place),
    again: (place) => [...load(place), "--resume"],
    said: "`sfbulk load … --resume`",
  },
  { name: "jsforce bulk", first: theirs, again: theirs, said: "the same program once more" },
  { name: "jsforce bulk2", first: theirs, again: theirs, said: "the same program once more" },
  {
    name: "sf",
    first: sfLoad,
    again: () => ["data", "import", "resume", "--use-most-recent", "--wait", "1", ...target],
    said: "`sf data import resume`",
  },
  { name: "sf", how: "loaded anew", first: sfLoad, again: sfLoad, said: "`sf data import bulk` once more" },
];

/**
 * Kills loads in the middle, each at the same number of rows, and does then what can be done.
 *
 * @throws Error where one of ours is not exact in the end.
 */
export async function measureKilled(
  amounts: Amounts,
  place: Place,
  node: string,
  say: (text: string) => unknown,
): Promise<readonly KilledLoad[]> {
  const found: KilledLoad[] = [];
  for (const one of killed) {
    // A narrow line: there is a middle.
    const server = await startTasksServer(20, 2, amounts);
    try {
      found.push(await killOne(one, { server, place, node }));
    } finally {
      await server.stop();
    }
    say(`  killed: ${JSON.stringify(found.at(-1))}`);
  }
  return found;
}

async function killOne(
  { name, how, first, again, said }: Killed,
  setting: { readonly server: TasksServer; readonly place: Place; readonly node: string },
): Promise<KilledLoad> {
  const { server, place } = setting;
  const { rows } = place.file;
  rmSync(journal(place), { force: true });
  const contender = { name, commands: () => [] };
  const isHalf = async (): Promise<void> => {
    while ((await server.count()).seen < rows / 2) await pause(10);
  };
  await runCommands(contender, [first(place)], setting, isHalf());
  const left = await server.count();
  const began = performance.now();
  const [resumed] = await runCommands(contender, [again(place)], setting);
  const seconds = (performance.now() - began) / 1000;
  const end = await server.count();
  const expected = sumOf(rows);
  const isExact = end.rows === expected.rows && end.sum === expected.sum;
  if (isOurs(name) && (!isExact || end.open > 0)) {
    throw new Error(
      `${name} has ${end.rows} rows of ${expected.rows}, ${end.open} jobs open: ${resumed?.output ?? ""}`,
    );
  }
  return {
    name: how === undefined ? name : `${name}, ${how}`,
    again: said,
    rows: left.rows,
    open: left.open,
    seconds,
    rowsAfter: end.rows,
    isExact,
    openAfter: end.open,
  };
}
