import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of all packages that files come from, as one text.
 *
 * @param {string} folder of the package that they were bundled for
 * @param {readonly string[]} files relative to it, or whole paths
 */
export function readLicences(folder, files) {
  const folders = new Set([folder]);
  for (const file of files) {
    const [found] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(file.replaceAll("\\", "/")) ?? [];
    if (found !== undefined) folders.add(found.startsWith(".") ? join(folder, found) : found);
  }
  return [...folders]
    .map((directory) => {
      const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
      return `${name} ${version} (${license})\n\n${readLicence(directory).trim()}\n`;
    })
    .toSorted()
    .join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} directory */
function readLicence(directory) {
  for (const name of ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENSE-MIT.txt", "license"]) {
    try {
      return readFileSync(join(directory, name), "utf8");
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
    }
  }
  throw new Error(`There is no licence in ${directory}`);
}
