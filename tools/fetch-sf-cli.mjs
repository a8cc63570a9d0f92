// Gets Salesforce's own command line, to be run beside ours: for measurements and long tests, never for `npm test`.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findNode } from "./fetch-node.mjs";

const execute = promisify(execFile);
const cache = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));
const version = "2.150.6";

/**
 * Gives the sf CLI, from the registry where it has not been fetched before: 300 MB, half a minute.
 *
 * @returns {Promise<{ node: string, script: string, version: string }>} the Node.js that it runs in, since it needs 22,
 *   and the script to run.
 */
export async function findSfCli() {
  const folder = join(cache, `sf-cli-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    // Beside its place, and moved there when it is whole: others may be doing the same.
    const work = mkdtempSync(join(cache, "fetch-sf-cli-"));
    try {
      writeFileSync(join(work, "package.json"), '{ "private": true }\n');
      const options = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
      await execute("npm", ["install", "--prefix", work, ...options, `@salesforce/cli@${version}`], {
        shell: process.platform === "win32",
        maxBuffer: 64 * 1024 * 1024,
      });
      if (!existsSync(folder)) renameSync(work, folder);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  const script = join(folder, "node_modules", "@salesforce", "cli", "bin", "run.js");
  return { node: await findNode(22), script, version };
}

/**
 * The environment in which it meets one org, and neither the user's settings nor anybody else: signed in by its variables.
 *
 * @param {{ url: string, accessToken: string, home: string }} org
 * @returns {Record<string, string>}
 */
export const sfEnvironment = ({ url, accessToken, home }) => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  SF_TARGET_ORG: accessToken,
  SF_ORG_INSTANCE_URL: url,
  SF_USE_GENERIC_UNIX_KEYCHAIN: "true",
  SF_DISABLE_TELEMETRY: "true",
  SF_AUTOUPDATE_DISABLE: "true",
  SF_SKIP_NEW_VERSION_CHECK: "true",
  SF_DISABLE_LOG_FILE: "true",
});
