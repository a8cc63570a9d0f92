// Gets the sf CLI, which is too large to be installed with everything else.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findNode } from "./fetch-node.mjs";
import { userCache as cache } from "./user-cache.mjs";

const execute = promisify(execFile);
const windows = process.platform === "win32";

/** Of one day: numbers of the next version are not to be taken for these. */
export const sfVersion = "2.150.6";

/**
 * Gives the sf CLI from the registry, where it has not been fetched before, and a Node.js that runs it.
 *
 * @returns {Promise<{ node: string, script: string }>}
 */
export async function findSf() {
  const folder = join(cache, `sf-${sfVersion}`);
  const script = join(folder, "node_modules", "@salesforce", "cli", "bin", "run.js");
  const node = await findNode(22);
  if (existsSync(script)) return { node, script };
  mkdirSync(cache, { recursive: true });
  // Beside its place, and moved there when it is whole: others may be doing the same.
  const work = mkdtempSync(join(cache, "fetch-sf-"));
  try {
    const options = [
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      "--ignore-scripts",
      "--engine-strict=false",
    ];
    await execute("npm", ["install", "--prefix", work, ...options, `@salesforce/cli@${sfVersion}`], {
      shell: windows,
      maxBuffer: 64 * 1024 * 1024,
    });
    try {
      renameSync(work, folder);
    } catch (error) {
      // Another one was quicker, and what it has put there is whole.
      if (!existsSync(script)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { node, script };
}

/**
 * The environment in which it meets nothing of the user's, and asks nobody but the org.
 *
 * @param {string} home
 * @returns {Record<string, string>}
 */
export const sfEnvironment = (home) => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  USERPROFILE: home,
  SF_USE_GENERIC_UNIX_KEYCHAIN: "true",
  SF_DISABLE_TELEMETRY: "true",
  SF_AUTOUPDATE_DISABLE: "true",
  SF_SKIP_NEW_VERSION_CHECK: "true",
  SF_DISABLE_LOG_FILE: "true",
  // Reading its programs is most of what it does in a short run.
  NODE_COMPILE_CACHE: join(cache, "compiled"),
});
