import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Comparison, Killed } from "./comparison.ts";
import { type ShellName, type Shells, startShells } from "./shells.ts";
import { writeRows } from "./write-rows.ts";

const batchSize = 1000;

const lines: Readonly<Record<ShellName, { readonly line: string; readonly again: string }>> = {
  sfbulk: {
    line: `load accounts.csv --sobject Account --operation insert --batch-size ${batchSize} --concurrency 1`,
    again: `load accounts.csv --sobject Account --operation insert --batch-size ${batchSize} --concurrency 1 --resume`,
  },
  sf: {
    line: "data import bulk --file accounts.csv --sobject Account --wait 60",
    again: "data import resume --use-most-recent --wait 1",
  },
};

/** Kills a load in the middle of an upload, and does then what each one's documentation says. */
export async function measureKilled(rows: number): Promise<Required<Comparison<Killed>>> {
  return {
    task: `kill -9 in the middle of a load of ${rows.toLocaleString("en-US")} rows`,
    sfbulk: await kill("sfbulk", rows),
    sf: await kill("sf", rows),
  };
}

async function kill(shell: ShellName, rows: number): Promise<Killed> {
  const { line, again } = lines[shell];
  const shells = await startShells();
  try {
    await writeRows(join(shells.folder, "accounts.csv"), rows, () => false);
    const half = Math.floor(rows / batchSize / 2);
    // One request stands still in the middle: there is time to kill it. Its half must not arrive.
    await shells.control.fail({ kind: "slow-line", bytesPerSecond: 10, on: { operation: "addBatch" }, skip: half });
    await shells.control.fail({ kind: "slow-line", bytesPerSecond: 10, on: { operation: "uploadData" } });
    await shells.run(shell, line, isHalfDone(shells, half));
    const left = await look(shells);
    await shells.run(shell, again);
    const after = await look(shells);
    return { line, ...left, again, rowsAfter: after.rows, openAfter: after.open };
  } finally {
    await shells.stop();
  }
}

/** Resolves when half of the batches are there, or the one upload of all rows has begun; and a second later. */
async function isHalfDone({ control }: Shells, half: number): Promise<void> {
  for (;;) {
    const [job] = await control.jobs();
    if (job !== undefined && (await control.batches(job.id)).length === half) break;
    if ((await control.bulk2Jobs()).length > 0) break;
    await pause(50);
  }
  await pause(1000);
}

async function look({ control }: Shells): Promise<{ open: number; rows: number }> {
  const jobs = [...(await control.jobs()), ...(await control.bulk2Jobs())];
  return {
    open: jobs.filter(({ state }) => state === "Open").length,
    rows: (await control.records("Account")).length,
  };
}
