import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stateFolder } from "../journals/state-folder.ts";
import type { KeptOrg } from "./kept-org.ts";

/** The folder in which each org that somebody has signed in to has a folder of its own. */
export const orgsFolder = (): string => join(stateFolder(), "orgs");

/** The folder of one of them. Whatever an alias is made of, it names no other folder. */
export const orgFolder = (alias: string): string => join(orgsFolder(), encodeURIComponent(alias));

/** The file that says what is known of an org. */
export const orgFile = (alias: string): string => join(orgFolder(alias), "org.json");

/**
 * The file of the grant. It is another one for another user or org: whoever still works with the old one must not go on with
 * the new one.
 */
export const grantFile = ({ alias, organizationId, userId }: KeptOrg): string =>
  join(orgFolder(alias), `${organizationId.slice(0, 15)}.${userId.slice(0, 15)}.grant`);

/** The file that says which of them is the default. */
export const defaultFile = (): string => join(stateFolder(), "default-org.json");

/** Writes a file that only its owner may read, and puts it in its place when it is whole. */
export async function writePrivately(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    // What a dead process of the same number has left might be anybody's to read.
    await rm(draft, { force: true });
    await writeFile(draft, `${JSON.stringify(value, undefined, 1)}\n`, { mode: 0o600, flag: "wx", flush: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
