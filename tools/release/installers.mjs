// The three ways in which the empty projects are filled and run. Each has caches of its own: the packages of the last run
// have the same names and versions as this one's.
import { join } from "node:path";
import { plainEnvironment, runCommand } from "./run-command.mjs";

/**
 * @typedef {object} Installer
 * @property {string} name
 * @property {(project: string, ...parameters: string[]) => Promise<void>} install with what its command takes besides
 * @property {string} runtime what the project is run with
 */

/**
 * @param {object} options
 * @param {string} options.tools where `fetchTools` put Bun
 * @param {string} options.folder a temporary one, for the caches
 * @param {string} options.settings the .npmrc of the local registry
 * @param {string} options.url the local registry
 * @returns {Installer[]}
 */
export function installers({ tools, folder, settings, url }) {
  const bun = join(tools, "node_modules", ".bin", "bun");
  const env = plainEnvironment({
    NPM_CONFIG_USERCONFIG: settings,
    BUN_CONFIG_REGISTRY: url,
    BUN_INSTALL_CACHE_DIR: join(folder, "bun-cache"),
  });
  /** @type {(command: string, ...parameters: string[]) => Installer["install"]} */
  const installBy =
    (command, ...parameters) =>
    async (project, ...more) => {
      await runCommand(command, ["install", ...parameters, ...more], { cwd: project, env });
    };
  const cache = join(folder, "npm-cache");
  return [
    {
      name: "npm",
      install: installBy("npm", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--cache", cache),
      runtime: process.execPath,
    },
    {
      name: "pnpm",
      // pnpm waits a day before it takes what has been published; these packages are a few seconds old.
      install: installBy(
        "pnpm",
        "--ignore-scripts",
        "--store-dir",
        join(folder, "store"),
        "--config.minimum-release-age=0",
        // No package finds one that it has not named.
        "--config.hoist=false",
      ),
      runtime: process.execPath,
    },
    { name: "bun", install: installBy(bun, "--ignore-scripts"), runtime: bun },
  ];
}
