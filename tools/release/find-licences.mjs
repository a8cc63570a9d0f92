// Finds under which licences the packages are that a user gets with ours.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** pako is "(MIT AND Zlib)": it is a port of zlib. */
const allowed = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Zlib"]);

/**
 * Besides, for the plugin of the sf CLI, what comes with the CLI's own libraries, which whoever has the CLI has already;
 * each as permissive. Where a package has a choice, this is ours.
 */
export const besideSf = {
  allowed: new Set([...allowed, "0BSD", "BlueOak-1.0.0"]),
  chosen: new Map([
    ["jszip", "MIT"],
    ["type-fest", "MIT"],
  ]),
};

/**
 * @typedef {object} Licences
 * @property {ReadonlySet<string>} allowed
 * @property {ReadonlyMap<string, string>} chosen what is chosen of a package that has a choice
 */

/**
 * @param {string} project a folder for which npm has found out what is to be installed: its package-lock.json says it
 * @param {readonly string[]} ours packages that are left out of what is given; their licences must be allowed as well
 * @param {Licences} [may] which licences they may have
 * @returns {Map<string, string[]>} the packages under each licence
 * @throws an error that names the packages whose licence is not allowed
 */
export function findLicences(project, ours, may = { allowed, chosen: new Map() }) {
  /** @type {{ packages: Record<string, { version?: string, license?: unknown }> }} */
  const { packages } = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8"));
  /** @type {Map<string, Set<string>>} */
  const byLicence = new Map();
  const refused = new Set();
  for (const [place, { version, license }] of Object.entries(packages)) {
    // The project itself.
    if (place === "") continue;
    const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    const label = `${name} ${version}`;
    const choice = String(license).split(/[()]|\s+OR\s+/);
    const chosen = may.chosen.get(name);
    const licence =
      chosen !== undefined && choice.includes(chosen) ? chosen : typeof license === "string" ? license : "none";
    if (!isAllowed(licence, may.allowed)) refused.add(`${label}: ${licence}`);
    if (!ours.includes(name)) byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(label));
  }
  if (refused.size > 0) throw new Error(["not among the licences that are allowed:", ...refused].join("\n"));
  return new Map([...byLicence].map(([licence, labels]) => [licence, [...labels]]));
}

/** Where a package has a choice, all of it must be allowed as well: nobody chooses here. */
const isAllowed = (/** @type {string} */ expression, /** @type {ReadonlySet<string>} */ mayHave) =>
  expression.split(/[()]|\s+(?:AND|OR)\s+/).every((word) => word.trim() === "" || mayHave.has(word.trim()));
