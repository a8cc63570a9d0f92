// Finds under which licences the packages are that a user gets with ours.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

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
 * @param {string} project a folder where packages are installed by npm
 * @param {readonly string[]} names those from which to follow the dependencies
 * @param {Licences} [may] which licences they may have
 * @returns {Map<string, string[]>} the packages under each licence, ours left out
 * @throws an error that names the packages whose licence is not allowed
 */
export function findLicences(project, names, may = { allowed, chosen: new Map() }) {
  const { allowed: mayHave, chosen } = may;
  /** @type {Map<string, string>} */
  const licences = new Map();
  /** @type {(folder: string, name: string) => void} */
  function follow(from, name) {
    const folder = findInstalled(from, name);
    const { version, license, dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const label = `${name} ${version}`;
    if (licences.has(label)) return;
    const choice = String(license).split(/[()]|\s+OR\s+/);
    const ours = chosen.get(name);
    licences.set(
      label,
      ours !== undefined && choice.includes(ours) ? ours : typeof license === "string" ? license : "none",
    );
    for (const dependency of Object.keys(dependencies)) follow(folder, dependency);
  }
  for (const name of names) follow(project, name);

  /** @type {Map<string, string[]>} */
  const byLicence = new Map();
  const refused = [];
  for (const [label, licence] of licences) {
    if (!isAllowed(licence, mayHave)) refused.push(`${label}: ${licence}`);
    if (names.some((name) => label.startsWith(`${name} `))) continue;
    byLicence.set(licence, [...(byLicence.get(licence) ?? []), label]);
  }
  if (refused.length > 0) throw new Error(["not among the licences that are allowed:", ...refused].join("\n"));
  return byLicence;
}

/** Where a package has a choice, all of it must be allowed as well: nobody chooses here. */
const isAllowed = (/** @type {string} */ expression, /** @type {ReadonlySet<string>} */ mayHave) =>
  expression.split(/[()]|\s+(?:AND|OR)\s+/).every((word) => word.trim() === "" || mayHave.has(word.trim()));

/** @type {(from: string, name: string) => string} */
function findInstalled(from, name) {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return folder;
  const above = dirname(from);
  if (above === from) throw new Error(`${name} is not installed`);
  return findInstalled(above, name);
}
