// Gets other versions of Node.js than the one that runs.
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { userCache as cache } from "./user-cache.mjs";

const execute = promisify(execFile);
const windows = process.platform === "win32";

export const nodeVersions = /** @type {const} */ ({ 20: "20.20.2", 22: "22.23.3", 24: "24.21.0", 26: "26.10.0" });

/** @param {keyof typeof nodeVersions} major */
export async function findNode(major) {
  return process.versions.node.startsWith(`${major}.`) ? process.execPath : await fetchNode(nodeVersions[major]);
}

/**
 * Gives the program, from the registry's package `node` where it has not been fetched before.
 *
 * @param {string} version
 */
async function fetchNode(version) {
  const program = join(cache, windows ? `node-${version}.exe` : `node-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  // Beside its place, and moved there when it is whole: others may be doing the same.
  const work = mkdtempSync(join(cache, "fetch-"));
  try {
    // The package's own script picks the program for this platform.
    const options = ["--no-save", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts=false"];
    await execute("npm", ["install", "--prefix", work, ...options, `node@${version}`], { shell: windows });
    copyFileSync(join(work, "node_modules", "node", "bin", windows ? "node.exe" : "node"), join(work, "program"));
    renameSync(join(work, "program"), program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
}
