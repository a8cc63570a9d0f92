// Builds the packages, and publishes those of which the registry has not this version: `pnpm release`. It may be repeated.
//
// Arguments go to `pnpm publish`, `--registry <url>` for one; the dry run publishes with this file too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { nameRepository, repositoryUrl } from "./name-repository.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string[]} command */
function run(...command) {
  const [name = "", ...parameters] = command;
  const { status, error } = spawnSync(name, parameters, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw error ?? new Error(`${command.join(" ")} ended with ${status}`);
}

// pnpm takes provenance as an argument only; of npm's variable it takes no notice, and publishes without (seen with 12.21).
const provenance = process.env["NPM_CONFIG_PROVENANCE"] === "true" ? ["--provenance"] : [];
const repository = repositoryUrl(process.env);
if (provenance.length > 0 && repository === undefined) {
  throw new Error("Cannot publish with provenance: GITHUB_SERVER_URL and GITHUB_REPOSITORY name no repository");
}
run("turbo", "run", "build", "--filter=./packages/*");
if (repository !== undefined) nameRepository(root, repository);
// Which branch and commit may be published is the workflow's to decide.
run("pnpm", "-r", "--filter=./packages/*", "publish", "--no-git-checks", ...provenance, ...process.argv.slice(2));
