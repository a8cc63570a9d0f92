// Finds the packages of the workspace that are published.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ name: string, version: string, exports?: Record<string, unknown>, dependencies?: Record<string, string> }} Manifest */
/** @typedef {{ folder: string, manifest: Manifest }} PublicPackage */

/**
 * @param {string} root
 * @returns {PublicPackage[]}
 */
export function findPackages(root) {
  const packages = join(root, "packages");
  return readdirSync(packages)
    .map((folder) => join(packages, folder, "package.json"))
    .filter((file) => existsSync(file))
    .map((file) => ({ folder: join(file, ".."), manifest: JSON.parse(readFileSync(file, "utf8")) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/** Whether it can be imported: a command cannot, and has no types. */
export const isLibrary = (/** @type {Manifest} */ manifest) => manifest.exports?.["."] !== undefined;

/** The name without its scope, for a file: `core`. */
export const shortName = (/** @type {string} */ name) => name.slice(name.indexOf("/") + 1);
