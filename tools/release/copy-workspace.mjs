// Copies the workspace as it would be checked out, so that its versions can be raised and its packages built.
import { join } from "node:path";
import { copyProject } from "../copy-project.mjs";
import { runCommand } from "./run-command.mjs";

const left = new Set(["node_modules", "dist", "reports", "coverage", ".turbo", ".git", "tarballs"]);

/**
 * @param {string} root
 * @param {string} folder a temporary one
 * @returns {Promise<string>} the copy, with its dependencies installed
 */
export async function copyWorkspace(root, folder) {
  const copy = join(folder, "workspace");
  copyProject(root, copy, left);
  // As npm is configured, not as the plain environment would have it: these are the workspace's own dependencies.
  await runCommand("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"], { cwd: copy, env: process.env });
  return copy;
}
