import { rm } from "node:fs/promises";
import { join } from "node:path";
import { spread } from "../spread.ts";
import type { Comparison, Measured } from "./comparison.ts";
import type { CommandRun } from "./run-command.ts";
import { both, type ShellName, type Shells, startShells } from "./shells.ts";
import { writeRows } from "./write-rows.ts";

/** How much is done. */
export interface Amounts {
  readonly turns: number;
  readonly rows: number;
  readonly exported: number;
}

type Lines = Readonly<Record<ShellName, string>>;

/** One in a hundred has no name, which the org refuses. */
const failsEvery = 100;

/** How many of so many rows fail. */
export const failing = (rows: number): number => Math.floor(rows / failsEvery);

/** Lets both do the same in turns, each in an org of its own. */
async function takeTurns(
  task: string,
  lines: Lines,
  turns: number,
  prepare: (shells: Shells) => Promise<unknown>,
  expected: readonly number[],
): Promise<Comparison<Measured>> {
  const runs: Record<ShellName, (CommandRun & { calls: number })[]> = { sfbulk: [], sf: [] };
  for (let turn = 0; turn < turns; turn++) {
    for (const shell of turn % 2 === 0 ? both : both.toReversed()) {
      const shells = await startShells();
      try {
        await prepare(shells);
        const { value, calls } = await shells.countCalls(async () => await shells.run(shell, lines[shell]));
        if (value.code === null || !expected.includes(value.code)) {
          throw new Error(`${shell} ${lines[shell]} ended with ${value.code}: ${value.stderr}${value.stdout}`);
        }
        runs[shell].push({ ...value, calls });
      } finally {
        await shells.stop();
      }
    }
  }
  const of = (shell: ShellName): Measured => ({
    line: lines[shell],
    seconds: spread(runs[shell].map(({ milliseconds }) => milliseconds / 1000)).median,
    megabytes: Math.max(...runs[shell].map(({ megabytes }) => megabytes)),
    calls: Math.round(spread(runs[shell].map(({ calls }) => calls)).median),
    code: runs[shell].at(-1)?.code ?? null,
  });
  return { task, sfbulk: of("sfbulk"), sf: of("sf") };
}

const nothing = async (): Promise<void> => await Promise.resolve();

/** Times the tasks of a day. */
export async function measureTasks({ turns, rows, exported }: Amounts): Promise<Comparison<Measured>[]> {
  const file = async ({ folder }: Shells): Promise<void> =>
    await writeRows(join(folder, "accounts.csv"), rows, (row) => row % failsEvery === 0);
  const org = async (shells: Shells): Promise<void> => {
    const path = join(shells.folder, "all.csv");
    await writeRows(path, exported, () => false);
    const filled = await shells.run("sfbulk", "load all.csv --sobject Account --operation insert --async");
    if (filled.code !== 0) throw new Error(`The org could not be filled: ${filled.stderr}`);
    await rm(path);
  };
  return [
    await takeTurns(
      "Start: ask the org something small",
      { sfbulk: "list --json", sf: "org list limits --json" },
      turns * 3,
      nothing,
      [0],
    ),
    await takeTurns(
      `Upsert ${rows.toLocaleString("en-US")} rows, one in a hundred bad`,
      {
        sfbulk: "load accounts.csv --sobject Account --operation upsert --external-id Ext__c",
        sf: "data upsert bulk --file accounts.csv --sobject Account --external-id Ext__c --wait 60",
      },
      turns,
      file,
      [1, 68],
    ),
    await takeTurns(
      `Export ${exported.toLocaleString("en-US")} rows to a file`,
      {
        sfbulk: 'query "SELECT Id, Name, Phone, BillingCity FROM Account" --output-file out.csv',
        sf: 'data export bulk --query "SELECT Id, Name, Phone, BillingCity FROM Account" --output-file out.csv --wait 60',
      },
      turns,
      org,
      [0],
    ),
  ];
}
