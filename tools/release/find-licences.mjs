// Finds under which licences the packages are that a user gets with ours.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** pako is "(MIT AND Zlib)": it is a port of zlib. */
const allowed = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Zlib"]);

/**
 * @param {string} project a folder where packages are installed by npm
 * @param {readonly string[]} names those from which to follow the dependencies
 * @returns {Map<string, string[]>} the packages under each licence, ours left out
 * @throws an error that names the packages whose licence is not allowed
 */
export function findLicences(project, names) {
  /** @type {Map<string, string>} */
  const licences = new Map();
  /** @type {(folder: string, name: string) => void} */
  function follow(from, name) {
    const folder = findInstalled(from, name);
    const { version, license, dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const label = `${name} ${version}`;
    if (licences.has(label)) return;
    licences.set(label, typeof license === "string" ? license : "none");
    for (const dependency of Object.keys(dependencies)) follow(folder, dependency);
  }
  for (const name of names) follow(project, name);

  /** @type {Map<string, string[]>} */
  const byLicence = new Map();
  const refused = [];
  for (const [label, licence] of licences) {
    if (!isAllowed(licence)) refused.push(`${label}: ${licence}`);
    if (names.some((name) => label.startsWith(`${name} `))) continue;
    byLicence.set(licence, [...(byLicence.get(licence) ?? []), label]);
  }
  if (refused.length > 0) throw new Error(["not among the licences that are allowed:", ...refused].join("\n"));
  return byLicence;
}

/** Where a package has a choice, all of it must be allowed as well: nobody chooses here. */
const isAllowed = (/** @type {string} */ expression) =>
  expression.split(/[()]|\s+(?:AND|OR)\s+/).every((word) => word.trim() === "" || allowed.has(word.trim()));

/** @type {(from: string, name: string) => string} */
function findInstalled(from, name) {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return folder;
  const above = dirname(from);
  if (above === from) throw new Error(`${name} is not installed`);
  return findInstalled(above, name);
}
