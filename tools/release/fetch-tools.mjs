// Fetches the tools that nothing but the proof needs, into the user's cache, once for all clones.
//
// They are no devDependencies: a registry server and a second TypeScript are not worth everybody's install.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { runCommand } from "./run-command.mjs";

const manifest = {
  private: true,
  dependencies: {
    bun: "1.4.5",
    // What most users compile with; the workspace has TypeScript 7.
    typescript: "5.9.3",
    // The newest that runs on Node 20.
    verdaccio: "6.8.0",
  },
  // verdaccio-audit, which is not used, asks for the tag "cjs", and not every registry has tags.
  overrides: { "node-fetch": "2.7.0" },
};

/**
 * @param {string} cache
 * @returns {Promise<string>} the folder in whose node_modules the tools are
 */
export async function fetchTools(cache) {
  const content = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const folder = join(cache, `release-tools-${createHash("sha256").update(content).digest("hex").slice(0, 8)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  // Beside its place, and moved there when it is whole: another run may be doing the same.
  const work = mkdtempSync(join(cache, "fetch-release-tools-"));
  try {
    writeFileSync(join(work, "package.json"), content);
    // Bun's own script puts its binary into place; without that, `bun` is a stub.
    await runCommand("npm", ["install", "--no-audit", "--no-fund", "--foreground-scripts", "--loglevel=error"], {
      cwd: work,
      env: process.env,
    });
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
