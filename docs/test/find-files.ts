import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const skipped = new Set(["node_modules", "dist", ".turbo", ".git", "CHANGELOG.md", "test", "tarballs"]);

/** The folder of the workspace. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Finds the pages and the sources of the project: whole paths of its `.md` and `.ts` files, tests left out. */
export const findFiles = (folder: string = root): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return findFiles(path);
    return /\.(?:md|ts)$/.test(entry.name) ? [path] : [];
  });
