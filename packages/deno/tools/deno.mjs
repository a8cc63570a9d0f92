// Runs the Deno of this package.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const bin = createRequire(import.meta.url).resolve("deno/bin.cjs");
const proxies = new Set(["http_proxy", "https_proxy", "all_proxy", "no_proxy"]);
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !proxies.has(name.toLowerCase())));

/**
 * @param {readonly string[]} parameters
 * @param {{ conditions?: string }} options by default `@sfbulk/core` is its TypeScript sources, as in the tests of every
 * other package
 * @returns {{ ok: boolean, output: string }} all that it printed
 */
export function deno(parameters, { conditions = "sfbulk-source" } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...parameters], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8",
    env: { ...env, DENO_CONDITIONS: conditions, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}
