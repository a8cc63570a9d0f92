import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Of one day: numbers of the next version are not to be taken for ours. */
export const sfVersion = "2.150.6";

const cache = fileURLToPath(new URL("../../node_modules/.cache/sf", import.meta.url));

/**
 * Gives the program of the sf CLI, installed where it has not been before (a minute, 400 MB): nothing but its measurement
 * has a use for it.
 */
export async function installSf(): Promise<string> {
  const place = join(cache, sfVersion);
  const program = join(place, "node_modules", "@salesforce", "cli", "bin", "run.js");
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  // Beside its place, and moved there when it is whole.
  const work = mkdtempSync(join(cache, "install-"));
  try {
    await execute(
      "npm",
      ["install", "--prefix", work, "--no-save", "--no-audit", "--no-fund", `@salesforce/cli@${sfVersion}`],
      { shell: process.platform === "win32", maxBuffer: 64 * 1024 * 1024 },
    );
    renameSync(work, place);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
}
