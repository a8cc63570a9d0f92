import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileGrantStore, type GrantStore } from "@sfbulk/core";
import { checkPath } from "./check-path.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Keeps a grant in a file that only its owner may read (mode 0600), for all processes of this computer that share it, those of
 * Deno too. It is written beside, put on disk, and renamed, so that there is the old grant or the new one at any instant.
 *
 * What a process has begun to write and not put in its place when it died is removed by the next one that writes.
 *
 * While somebody renews it there is a lock beside it (`.lock`). That of a process that has died is taken over, by one of
 * those that wait; on another computer with the same disk, where nobody sees whether it is alive, after the longest time
 * that a renewal may take. The lock needs hard links, which all usual file systems have but FAT; for machines that share no
 * disk, keep the grant in a database.
 *
 * @param path - The path of the file. Its folder is made (mode 0700) where there is none.
 * @throws TypeError for a path that is none. Later SessionError for a file that is no grant; what the file system says.
 * @example
 * ```ts
 * import { authorize, closeJob, fileStore, refreshTokenSource } from "@sfbulk/node";
 *
 * const store = fileStore("acme.grant");
 * if ((await store.read()) === undefined) {
 *   await authorize({ loginUrl: instanceUrl, clientId, store, open: (url) => console.log(`Open ${url}`) });
 * }
 * const accessToken = refreshTokenSource({ loginUrl: instanceUrl, clientId, store });
 * await closeJob({ instanceUrl: await accessToken.instanceUrl(), accessToken }, jobId);
 * ```
 */
export function fileStore(path: string): GrantStore {
  checkPath(path);
  const absolute = resolve(path);
  return fileGrantStore(`grant ${JSON.stringify(path)}`, {
    holder: `${process.pid}@${hostname()}`,
    isGone,
    read: async (name) => await unlessMissing(readFile(absolute + name, "utf8")),
    create: async (name, text) => {
      const draft = await writeDraft(absolute, text);
      try {
        await link(draft, absolute + name);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      } finally {
        await rm(draft, { force: true });
      }
    },
    replace: async (name, text) => {
      await removeLeftDrafts(absolute);
      const draft = await writeDraft(absolute, text);
      try {
        await rename(draft, absolute + name);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      await syncFolder(dirname(absolute));
    },
    remove: async (name) => await rm(absolute + name, { force: true }),
  });
}

/** Writes a file of its own beside the grant, and puts it on disk. */
async function writeDraft(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.${process.pid}-${computer()}.tmp`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

/**
 * Removes the drafts of processes of this computer that have died: there is a grant in some. It is called by whoever has the
 * lock; the drafts of those that wait for it are of the living.
 */
async function removeLeftDrafts(path: string): Promise<void> {
  const begin = `${basename(path)}.`;
  for (const name of (await unlessMissing(readdir(dirname(path)))) ?? []) {
    if (!name.startsWith(begin)) continue;
    const [, pid, host] = /^[\da-f-]{36}\.(\d+)-([\da-f]{12})\.tmp$/.exec(name.slice(begin.length)) ?? [];
    if (pid !== undefined && host === computer() && hasEnded(Number(pid)))
      await rm(join(dirname(path), name), { force: true });
  }
}

/** Names this computer in the name of a file, which may not take all that a computer may be called. */
const computer = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 12);

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Tells whether whoever is named has ended; false for those of another computer. */
function isGone(holder: string): boolean {
  const [pid = "", host] = holder.split("@");
  return host === hostname() && /^\d+$/.test(pid) && hasEnded(Number(pid));
}

/** Asks the system, which knows the processes of this computer only. */
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // One that belongs to somebody else is there.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
