import { access, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Tells whether the sf CLI knows an org by this name, as an alias or as a user's name. Its files are looked at, since it takes
 * seconds to answer: `~/.sfdx/alias.json`, and one file a user (code: sfdx-core; seen of sf 2.150.6).
 */
export async function isKnownToSf(name: string): Promise<boolean> {
  const folder = join(homedir(), ".sfdx");
  if (name.includes("@") && !/[/\\]/.test(name) && (await isThere(join(folder, `${name}.json`)))) return true;
  try {
    const { orgs } = JSON.parse(await readFile(join(folder, "alias.json"), "utf8")) as { orgs?: unknown };
    return typeof orgs === "object" && orgs !== null && Object.hasOwn(orgs, name);
  } catch {
    // Without such a file, or with another one, there are no aliases.
    return false;
  }
}

const isThere = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  );
