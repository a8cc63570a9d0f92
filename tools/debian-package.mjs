// Gets a program from Debian's archive, where there is apt, without installing it: its packages are unpacked into a folder, and
// nothing else of the computer changes.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { arch } from "node:os";
import { dirname, join } from "node:path";

/**
 * Unpacks packages, and what they need that is not installed, into a folder: whole, or not at all.
 *
 * @param {readonly string[]} names of the packages
 * @param {string} folder that it is to be in; its parent is used for the time until then
 * @param {string} proof a file that there must be
 * @param {(files: string) => void} [finish] is told where the files are before they are put in their place
 * @returns {string | undefined} why it did not work
 */
export function unpackDebian(names, folder, proof, finish = () => undefined) {
  const cache = dirname(folder);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "fetch-"));
  try {
    const packages = missingPackages(names, cache) ?? (updateLists(cache), missingPackages(names, cache));
    if (packages === undefined) return `apt knows no package ${names.join(" or ")}`;
    run("apt-get", ["download", "-qq", ...packages], work);
    const files = join(work, "files");
    mkdirSync(files);
    for (const file of readdirSync(work).filter((entry) => entry.endsWith(".deb"))) {
      run("dpkg-deb", ["--extract", file, files], work);
    }
    if (!existsSync(join(files, proof))) return `Debian's ${names.join(" and ")} has no ${proof} in it`;
    finish(files);
    // Others may be doing the same: it is there whole, or not at all.
    if (!existsSync(folder)) renameSync(files, folder);
    return undefined;
  } catch (error) {
    return `Debian's ${names.join(" and ")} cannot be had here (architecture ${arch()}): ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Lists what would have to be installed for packages, themselves included. Where they are installed already, themselves alone.
 *
 * @param {readonly string[]} names
 * @param {string} cwd
 */
function missingPackages(names, cwd) {
  try {
    const plan = run("apt-get", ["install", "--simulate", "--no-install-recommends", "--reinstall", ...names], cwd);
    const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, found = ""]) => found);
    return packages.length === 0 ? undefined : packages;
  } catch {
    // The lists of packages are missing, or apt itself: the next step says which.
    return undefined;
  }
}

/** A computer that was only just set up has no lists; only root may get them. @type {(cwd: string) => void} */
const updateLists = (cwd) => void run("apt-get", ["update", "-qq"], cwd);

/** @type {(command: string, args: string[], cwd: string) => string} */
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 600_000 });
