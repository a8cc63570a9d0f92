import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { commandRuntime } from "./command-runtime.ts";
import type { Runtime } from "./runtime.ts";

const execute = promisify(execFile);
const cache = fileURLToPath(new URL("../../../node_modules/.cache/runtimes", import.meta.url));
const windows = process.platform === "win32";

/** The majors that are supported, each with the version that is fetched where this process is of another major. */
const versions = { 20: "20.20.2", 22: "22.23.3", 24: "24.21.0", 26: "26.10.0" } as const;

/** Every supported major of Node.js. */
export const nodeRuntimes: readonly Runtime[] = Object.entries(versions).map(([major, version]) =>
  commandRuntime(`Node ${major}`, ["node"], async () => [
    process.versions.node.startsWith(`${major}.`) ? process.execPath : await fetchNode(version),
  ]),
);

/** Gives the program, from the registry's package `node` where it has not been fetched before. */
async function fetchNode(version: string): Promise<string> {
  const program = join(cache, windows ? `node-${version}.exe` : `node-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  // Beside its place, and moved there when it is whole: others may be doing the same.
  const work = mkdtempSync(join(cache, "fetch-"));
  try {
    // The package's own script picks the program for this platform.
    const options = ["--no-save", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts=false"];
    await execute("npm", ["install", "--prefix", work, ...options, `node@${version}`], { shell: windows });
    copyFileSync(join(work, "node_modules", "node", "bin", windows ? "node.exe" : "node"), join(work, "program"));
    renameSync(join(work, "program"), program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
}
