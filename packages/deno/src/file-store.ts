import { fileGrantStore, type GrantStore } from "@sfbulk/core";
import { denoRuntime, type DenoRuntime } from "./deno-runtime.ts";
import { checkPath } from "./check-path.ts";
import { folderOf, syncFolder } from "./sync-folder.ts";

/**
 * Keeps a grant in a file that only its owner may read (mode 0600), for all processes of this computer that share it, those of
 * Node.js too. It is written beside, put on disk, and renamed, so that there is the old grant or the new one at any instant.
 *
 * While somebody renews it there is a lock beside it (`.lock`). Deno does not let see which processes are alive: the lock of
 * one that has died is taken over after the longest time that a renewal may take, two minutes.
 *
 * It needs `--allow-read` and `--allow-write` for the folder.
 *
 * @param path - The path of the file.
 * @throws TypeError for a path that is none, and on other runtimes. Later SessionError for a file that is no grant; what
 *   Deno says.
 * @example
 * ```ts
 * import { closeJob, fileStore, refreshTokenSource } from "@sfbulk/deno";
 *
 * const loginUrl = "https://acme.my.salesforce.com";
 * const store = fileStore("acme.grant");
 * await store.replace(await store.read(), { revision: crypto.randomUUID(), refreshToken: "emulator-refresh-token" });
 * const accessToken = refreshTokenSource({ loginUrl, clientId: "emulator-client-id", store });
 * await closeJob({ instanceUrl: await accessToken.instanceUrl(), accessToken }, "7509H0000016GUXQA2");
 * ```
 */
export function fileStore(path: string): GrantStore {
  const runtime = denoRuntime("fileStore");
  checkPath(path);
  const { link, readTextFile, remove, rename, errors, pid } = runtime;
  const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof errors.NotFound) return undefined;
      throw error;
    }
  };
  return fileGrantStore(`grant ${JSON.stringify(path)}`, {
    // Its computer cannot be named without one more permission; Node.js takes that for another one.
    holder: `${pid}@deno`,
    isGone: () => false,
    read: async (name) => await unlessMissing(readTextFile(path + name)),
    create: async (name, text) => {
      const draft = await writeDraft(runtime, path, text);
      try {
        await link(draft, path + name);
        return true;
      } catch (error) {
        if (error instanceof errors.AlreadyExists) return false;
        throw error;
      } finally {
        await remove(draft);
      }
    },
    replace: async (name, text) => {
      const draft = await writeDraft(runtime, path, text);
      try {
        await rename(draft, path + name);
      } catch (error) {
        await remove(draft);
        throw error;
      }
      await syncFolder(runtime, path);
    },
    remove: async (name) => {
      await unlessMissing(remove(path + name));
    },
  });
}

/** Writes a file of its own beside the grant, and puts it on disk. */
async function writeDraft(runtime: DenoRuntime, path: string, text: string): Promise<string> {
  const { mkdir, open } = runtime;
  const folder = folderOf(runtime, path);
  if (folder !== ".") await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${crypto.randomUUID()}.tmp`;
  const bytes = new TextEncoder().encode(text);
  const file = await open(draft, { write: true, createNew: true, mode: 0o600 });
  try {
    for (let length = 0; length < bytes.length;) length += await file.write(bytes.subarray(length));
    await file.sync();
  } finally {
    file.close();
  }
  return draft;
}
