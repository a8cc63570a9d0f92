import { appendFile, copyFile, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { toLongId } from "@sfbulk/node";
import type { KeptSnapshot } from "./receipt.ts";

/** How the name of a snapshot ends that belongs to a load which has ended, behind the id of its last job. */
const ending = "-snapshot.sfbulk";
const day = 24 * 3_600_000;

/** How many days a snapshot is kept unless told otherwise: as long as Salesforce keeps the results that tell what was written. */
export const usualDays = 7;

/** Gives where the snapshot of a job stands in a folder. */
export const snapshotPath = (jobId: string, folder: string): string => join(folder, `${toLongId(jobId)}${ending}`);

/**
 * Puts the snapshot of a load that has ended beside its receipt.
 *
 * @returns `undefined` where there is none, since no row was sent.
 */
export async function keepSnapshot(
  from: string,
  jobId: string,
  folder: string,
  days: number,
): Promise<KeptSnapshot | undefined> {
  const path = resolve(snapshotPath(jobId, folder));
  const kept = { path, until: new Date(Date.now() + days * day).toISOString() };
  if (!(await isThere(from))) return (await isThere(path)) ? kept : undefined;
  if (await isThere(path)) {
    // A load that was gone on with in the same job: what is behind is a part of it.
    await appendFile(path, await readFile(from));
    await rm(from);
    return kept;
  }
  try {
    await rename(from, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyFile(from, path);
    await rm(from);
  }
  return kept;
}

export const isThere = async (path: string): Promise<boolean> =>
  await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/**
 * Removes the snapshots of a folder whose time is over, as the receipts there say. Others are left: nobody has said how long they
 * are wanted.
 *
 * @returns their paths.
 */
export async function removeOldSnapshots(folder: string, now: number = Date.now()): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const [, jobId] = /^(750\w{15})-snapshot\.sfbulk$/.exec(name) ?? [];
    if (jobId === undefined) continue;
    const path = join(folder, name);
    const until = await readUntil(join(folder, `${jobId}-load.json`), path);
    if (!(until < now)) continue;
    await rm(path, { force: true });
    removed.push(path);
  }
  return removed;
}

/** Reads how long a snapshot is to be kept; not a number where its receipt does not say. */
async function readUntil(receipt: string, path: string): Promise<number> {
  try {
    const { snapshot } = JSON.parse(await readFile(receipt, "utf8")) as { snapshot?: Partial<KeptSnapshot> | null };
    return snapshot?.path === resolve(path) ? Date.parse(snapshot.until ?? "") : Number.NaN;
  } catch {
    // Without a receipt that can be read, nobody knows.
    return Number.NaN;
  }
}
