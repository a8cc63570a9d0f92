// Copies the project, for what must not happen in it.
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Copies a folder and all that is in it. What is gone when its turn comes was another process's for a moment, and no part of
 * the project: pnpm tries out links beside what it installs.
 *
 * @param {string} from
 * @param {string} to
 * @param {ReadonlySet<string>} left the names of files and folders that are left out, wherever they are
 */
export function copyProject(from, to, left) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (left.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    try {
      if (entry.isDirectory()) copyProject(source, target, left);
      else copyFileSync(source, target);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
    }
  }
}
