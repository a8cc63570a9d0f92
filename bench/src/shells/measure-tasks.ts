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

/** In a line, `ID` stands for what was prepared. */
interface Lines {
  readonly sfbulk: string;
  /** Absent where the sf CLI has no such command. */
  readonly sf?: string;
}

/** One in a hundred has no name, which the org refuses. */
const failsEvery = 100;

/** How many of so many rows fail. */
export const failing = (rows: number): number => Math.floor(rows / failsEvery);

/** Lets both do the same in turns, each in an org of its own. */
async function takeTurns(
  task: string,
  lines: Lines,
  turns: number,
  prepare: (shells: Shells) => Promise<string | undefined>,
  expected: readonly number[],
): Promise<Comparison<Measured>> {
  const runs: Record<ShellName, (CommandRun & { calls: number })[]> = { sfbulk: [], sf: [] };
  for (let turn = 0; turn < turns; turn++) {
    for (const shell of turn % 2 === 0 ? both : both.toReversed()) {
      const line = lines[shell];
      if (line === undefined) continue;
      const shells = await startShells();
      try {
        const id = await prepare(shells);
        const words = id === undefined ? line : line.replace("ID", id);
        const { value, calls } = await shells.countCalls(async () => await shells.run(shell, words));
        if (value.code === null || !expected.includes(value.code)) {
          throw new Error(`${shell} ${line} ended with ${value.code}: ${value.stderr}${value.stdout}`);
        }
        runs[shell].push({ ...value, calls });
      } finally {
        await shells.stop();
      }
    }
  }
  const of = (shell: ShellName, line: string): Measured => ({
    line,
    seconds: spread(runs[shell].map(({ milliseconds }) => milliseconds / 1000)).median,
    megabytes: Math.max(...runs[shell].map(({ megabytes }) => megabytes)),
    calls: Math.round(spread(runs[shell].map(({ calls }) => calls)).median),
    code: runs[shell].at(-1)?.code ?? null,
  });
  const { sfbulk, sf } = lines;
  return { task, sfbulk: of("sfbulk", sfbulk), ...(sf === undefined ? {} : { sf: of("sf", sf) }) };
}

const nothing = async (): Promise<undefined> => await Promise.resolve(undefined);

const day = 86_400_000;

/** Leaves some jobs open, as programs do that end too early. */
async function leaveOpen({ control }: Shells): Promise<string> {
  for (let job = 0; job < 4; job++) await control.addJob({ ageMs: 2 * day });
  return (await control.addJob({ ageMs: 2 * day })).id;
}

/** Times the tasks of a day. */
export async function measureTasks({ turns, rows, exported }: Amounts): Promise<Comparison<Measured>[]> {
  const file = async ({ folder }: Shells): Promise<undefined> => {
    await writeRows(join(folder, "accounts.csv"), rows, (row) => row % failsEvery === 0);
    return undefined;
  };
  const upsert = "--sobject Account --external-id Ext__c";
  const loaded = async (shells: Shells): Promise<string | undefined> => {
    await file(shells);
    await shells.run("sfbulk", `load accounts.csv --operation upsert ${upsert}`);
    return (await shells.control.jobs()).at(-1)?.id;
  };
  const org = async (shells: Shells): Promise<undefined> => {
    const path = join(shells.folder, "all.csv");
    await writeRows(path, exported, () => false);
    const filled = await shells.run("sfbulk", "load all.csv --sobject Account --operation insert --async");
    if (filled.code !== 0) throw new Error(`The org could not be filled: ${filled.stderr}`);
    await rm(path);
    return undefined;
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
        sfbulk: `load accounts.csv --operation upsert ${upsert}`,
        sf: `data upsert bulk --file accounts.csv ${upsert} --wait 60`,
      },
      turns,
      file,
      [1, 68],
    ),
    await takeTurns(
      "The same by Bulk API 2.0, as sf does it",
      {
        sfbulk: `load accounts.csv --operation upsert ${upsert} --api 2.0`,
        sf: `data upsert bulk --file accounts.csv ${upsert} --wait 60`,
      },
      turns,
      file,
      [1, 68],
    ),
    await takeTurns("Load again what failed", { sfbulk: "retry ID" }, turns, loaded, [68]),
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
    await takeTurns(
      "List jobs that were left open for a day",
      { sfbulk: "list --state Open --older-than 24h" },
      turns,
      leaveOpen,
      [0],
    ),
    await takeTurns("Close five of them", { sfbulk: "close --stale --no-prompt" }, turns, leaveOpen, [0]),
    await takeTurns("Close a job, or abort it", { sfbulk: "close ID" }, turns, leaveOpen, [0]),
    await takeTurns("", { sfbulk: "abort ID --no-prompt" }, turns, leaveOpen, [0]),
  ];
}
