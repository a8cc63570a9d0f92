// Installs the plugin as its users have it: packed, with what it depends on from the registry.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { userCache as cache } from "../../../tools/user-cache.mjs";

const execute = promisify(execFile);
const windows = process.platform === "win32";
const workspace = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Packs the plugin and the packages of the workspace that it depends on, which must be built, and unpacks them beside
 * what else they depend on. That is got from the registry where it has not been before.
 *
 * @returns {Promise<{ root: string, folders: readonly string[], remove: () => void }>} the plugin's folder, and all that is
 *   installed with it
 */
export async function installPlugin() {
  mkdirSync(cache, { recursive: true });
  const packed = mkdtempSync(join(cache, "sf-plugin-packed-"));
  try {
    const parameters = ["--recursive", "--filter", "@sfbulk/sf-plugin...", "pack", "--pack-destination", packed];
    await execute("pnpm", parameters, { cwd: workspace, shell: windows });
    const tarballs = readdirSync(packed).map((file) => join(packed, file));
    const unpacked = await Promise.all(
      tarballs.map(async (tarball) => {
        const folder = mkdtempSync(join(packed, "one-"));
        await execute("tar", ["-xzf", tarball, "-C", folder]);
        const place = join(folder, "package");
        return { place, manifest: JSON.parse(readFileSync(join(place, "package.json"), "utf8")) };
      }),
    );
    const own = new Set(unpacked.map(({ manifest }) => manifest.name));
    const needed = unpacked
      .flatMap(({ manifest }) => Object.entries(manifest.dependencies ?? {}))
      .filter(([name]) => !own.has(name));
    const others = await installOthers(
      Object.fromEntries(needed.toSorted(([one], [other]) => one.localeCompare(other))),
    );
    // Below it, so that what is unpacked finds what it depends on.
    const run = mkdtempSync(join(others, "run-"));
    for (const { place, manifest } of unpacked) {
      const target = join(run, "node_modules", manifest.name);
      mkdirSync(join(target, ".."), { recursive: true });
      renameSync(place, target);
    }
    return {
      root: join(run, "node_modules", "@sfbulk", "sf-plugin"),
      folders: [join(run, "node_modules"), join(others, "node_modules")],
      remove: () => rmSync(run, { recursive: true, force: true }),
    };
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
}

/**
 * @param {Record<string, string>} dependencies
 * @returns {Promise<string>} the folder in which they are installed
 */
async function installOthers(dependencies) {
  const manifest = JSON.stringify({ private: true, dependencies });
  const folder = join(cache, `sf-plugin-${createHash("sha256").update(manifest).digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  // Beside its place, and moved there when it is whole: others may be doing the same.
  const work = mkdtempSync(join(cache, "fetch-sf-plugin-"));
  try {
    writeFileSync(join(work, "package.json"), manifest);
    // What it depends on wants the Node.js of the sf CLI, which is not the one that installs it here.
    const options = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--engine-strict=false"];
    await execute("npm", ["install", ...options], { cwd: work, shell: windows, maxBuffer: 64 * 1024 * 1024 });
    try {
      renameSync(work, folder);
    } catch (error) {
      // Another one was quicker, and what it has put there is whole.
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Gives the bytes of all files of a folder.
 *
 * @param {string} folder
 */
export const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
