import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { commandError } from "../output/command-error.ts";
import { type KeptOrg, parseKeptOrg } from "./kept-org.ts";
import { defaultFile, orgFile, orgsFolder } from "./org-files.ts";

/** What was found: the orgs by their aliases, and what cannot be read. */
export interface KeptOrgs {
  readonly orgs: readonly KeptOrg[];
  readonly unreadable: readonly string[];
}

/** Reads all orgs that somebody has signed in to with `sfbulk login`. */
export async function readKeptOrgs(): Promise<KeptOrgs> {
  const orgs: KeptOrg[] = [];
  const unreadable: string[] = [];
  for (const name of ((await unlessMissing(readdir(orgsFolder()))) ?? []).toSorted()) {
    const path = join(orgsFolder(), name, "org.json");
    const text = await unlessMissing(readFile(path, "utf8"));
    // A folder without it is of a sign-in that is going on, or was broken off.
    if (text === undefined) continue;
    const org = parseKeptOrg(text);
    if (org === undefined) unreadable.push(path);
    else orgs.push(org);
  }
  return { orgs, unreadable };
}

/**
 * Finds an org by its alias, else by the name of its user.
 *
 * @returns `undefined` where nobody has signed in under that name.
 * @throws an error where the name is that of a user with several sign-ins, and where its file cannot be read.
 */
export async function findKeptOrg(name: string): Promise<KeptOrg | undefined> {
  const path = orgFile(name);
  const text = await unlessMissing(readFile(path, "utf8"));
  if (text !== undefined) {
    const org = parseKeptOrg(text);
    if (org !== undefined) return org;
    throw commandError("GrantUnreadable", `Cannot read "${path}": it is not what sfbulk login writes`, {
      actions: [`Move it away, and sign in again: sfbulk login --alias ${name}`],
    });
  }
  if (!name.includes("@")) return undefined;
  const found = (await readKeptOrgs()).orgs.filter(({ username }) => username.toLowerCase() === name.toLowerCase());
  if (found.length < 2) return found[0];
  throw commandError("UsageError", `Cannot tell which org is meant: "${name}" is signed in to several`, {
    exitCode: 2,
    actions: found.map(({ alias }) => `Name one: --target-org ${alias}`),
  });
}

/** Reads which org is the default: its alias, or `undefined` where none is. */
export async function readDefaultAlias(): Promise<string | undefined> {
  const text = await unlessMissing(readFile(defaultFile(), "utf8"));
  if (text === undefined) return undefined;
  try {
    const { alias } = JSON.parse(text) as { alias?: unknown };
    if (typeof alias === "string" && alias !== "") return alias;
  } catch {
    // It is told below.
  }
  throw commandError("GrantUnreadable", `Cannot read "${defaultFile()}": it is not what sfbulk writes`, {
    actions: ["Set the default anew: sfbulk orgs --set-default <alias>"],
  });
}

/** Gives what a file or folder has; `undefined` where there is none. */
async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
