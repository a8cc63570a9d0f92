// Writes into the packages where their sources are. npm takes provenance only of packages that say so, and no file here
// does: the address is that of whatever repository the workflow runs in.
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { findPackages } from "./find-packages.mjs";

/**
 * Gives the address of the repository that a workflow of GitHub Actions runs in; `undefined` outside of one.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function repositoryUrl({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name }) {
  return server && name ? `git+${server}/${name}.git` : undefined;
}

/**
 * Writes `repository` into the manifests of the packages that are published.
 *
 * @param {string} root of the workspace
 * @param {string} url
 */
export function nameRepository(root, url) {
  for (const { folder } of findPackages(root)) {
    const file = join(folder, "package.json");
    const repository = { type: "git", url, directory: relative(root, folder).replaceAll(sep, "/") };
    const manifest = { ...JSON.parse(readFileSync(file, "utf8")), repository };
    writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}
