import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import { fileGrantStore, type GrantStore } from "@sfbulk/core";
import { checkPath } from "./check-path.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Keeps a grant in a file that only its owner may read (mode 0600), for all processes of this computer that share it, those of
 * Deno too. It is written beside, put on disk, and renamed, so that there is the old grant or the new one at any instant.
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
  const draft = `${path}.${randomUUID()}.tmp`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function unlessMissing(reading: Promise<string>): Promise<string | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Asks the system, which knows the processes of this computer only. */
function isGone(holder: string): boolean {
  const [pid = "", host] = holder.split("@");
  if (host !== hostname() || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // One that belongs to somebody else is there.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
