// Lists the files below a folder, with their sizes, the same on every system.
import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * @param {string} folder
 * @returns {{ path: string, size: number }[]}
 */
export function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(folder, file).split(sep).join("/"), size: statSync(file).size }));
}
