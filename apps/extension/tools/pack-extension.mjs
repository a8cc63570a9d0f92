// Writes the manifest into the folder that was built, and makes the archives for the stores. The same sources give the same
// bytes: names in order, and no time of day.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { manifestFor } from "./manifest.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "dist", "extension");

/** @param {import("./manifest.mjs").Store} store */
function manifestText(store) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return `${JSON.stringify(manifestFor(store, version), null, 2)}\n`;
}

/** @returns {[string, Uint8Array][]} every file but the manifest, by its name in the archive */
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "manifest.json")
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (file) => /** @type {[string, Uint8Array]} */ ([relative(folder, file).split(sep).join("/"), readFileSync(file)]),
    )
    .toSorted(([one], [other]) => (one < other ? -1 : 1));

/**
 * Makes what a store gets of the folder that was built.
 *
 * @param {"chrome" | "firefox"} store
 */
export function makeArchive(store) {
  const content = Object.fromEntries([["manifest.json", new TextEncoder().encode(manifestText(store))], ...files()]);
  // The first moment that an archive can name, wherever it is made.
  return zipSync(content, { level: 9, mtime: new Date(1980, 0, 1) });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(folder, "manifest.json"), manifestText("all"));
  for (const store of /** @type {const} */ (["chrome", "firefox"])) {
    writeFileSync(join(root, "dist", `sfbulk-${store}.zip`), makeArchive(store));
  }
}
