import { checkObject } from "../../arguments/check-object.ts";
import { checkFunction } from "../../arguments/check-function.ts";
import type { GrantStore } from "./grant-store.ts";

/**
 * Files beside one another that a store is made of, whatever the runtime: one with the grant, and while somebody renews it,
 * one with the lock. A name is what stands behind the grant's own path: `""`, `".lock"`, `".lock.…"`.
 */
export interface GrantFiles {
  /** Gives what is in a file; `undefined` where there is none. */
  readonly read: (name: string) => Promise<string | undefined>;
  /** Makes a file with all of its content at once; false where there is one already. */
  readonly create: (name: string, text: string) => Promise<boolean>;
  /** Puts a file with this content in the place of the one that is there, at once, and resolves when it is on disk. */
  readonly replace: (name: string, text: string) => Promise<void>;
  /** Removes a file, if it is there. */
  readonly remove: (name: string) => Promise<void>;
  /** Names this process, for {@link isGone}. */
  readonly holder: string;
  /** Tells whether a process has certainly ended; false where that cannot be known. */
  readonly isGone: (holder: string) => boolean;
}

/**
 * Makes a store of files, with a lock that outlives nobody. It is exported for runtimes that have files of their own kind:
 * those of Node.js and Deno are `fileStore`.
 *
 * @param name - What errors call it: `grant "acme.grant"`.
 * @throws TypeError for what are no such files. Later SessionError with `GrantUnreadable` for a file that is something else.
 * @example
 * ```ts
 * import { fileGrantStore } from "@sfbulk/core";
 *
 * const files = new Map<string, string>();
 * const store = fileGrantStore("the grant", {
 *   read: async (name) => files.get(name),
 *   create: async (name, text) => !files.has(name) && files.set(name, text).has(name),
 *   replace: async (name, text) => void files.set(name, text),
 *   remove: async (name) => void files.delete(name),
 *   holder: "me",
 *   isGone: () => false,
 * });
 * await store.replace(undefined, { revision: "1", refreshToken });
 * ```
 */
export function fileGrantStore(name: string, files: GrantFiles): Required<GrantStore> {
  checkObject("files", files);
  for (const what of ["read", "create", "replace", "remove", "isGone"] as const) {
    checkFunction(`files.${what}`, (files[what] as unknown) ?? null);
  }
  // Loaded when it is first read: most pages have none.
  let opened: Promise<Required<GrantStore>> | undefined;
  const store = (): Promise<Required<GrantStore>> =>
    (opened ??= import("./store-of-files.ts").then(({ storeOfFiles }) => storeOfFiles(name, files)));
  return {
    read: async () => await (await store()).read(),
    replace: async (old, next) => await (await store()).replace(old, next),
    lock: async (work, longest) => await (await store()).lock(work, longest),
  };
}
